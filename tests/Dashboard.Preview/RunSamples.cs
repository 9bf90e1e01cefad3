using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Sample answers for Home, Runs, Run and Compare.</summary>
internal static class RunSamples
{
    public static void Answer(FakeSender sender, RunFeed feed, SamplePictures pictures, bool empty)
    {
    }
}
