using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>A child to be started.</summary>
/// <param name="What">For people: "Run 12", "Import of pets".</param>
/// <param name="Arguments">Of <c>mlops</c>.</param>
public sealed record ChildStart(string What, IReadOnlyList<string> Arguments)
{
    public RunId? Run { get; init; }
    public int? RunNumber { get; init; }

    /// <summary>Where the pid file lies, so that a restarted dashboard finds the child; null for children that end with their standard input or soon.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether standard input is a pipe that the caller writes to; else it is at its end.</summary>
    public bool TakesInput { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
