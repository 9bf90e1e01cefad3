using Xunit.Sdk;
using Xunit.v3;

// What a browser does is mostly waiting: two tests at a time.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]

namespace MlOpsDashboard.EndToEnd;

/// <summary>Tests that train for real: side by side they would only slow each other down.</summary>
public static class Trainings
{
    public const string Name = "Trainings";
}
