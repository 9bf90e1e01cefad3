using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>A worker's answer.</summary>
/// <param name="Output">Its standard output, or the line it answered.</param>
/// <param name="Why">Why there is none, or null.</param>
/// <param name="Code">Exit code of the child, as in the command line's contract; null where it did not end by itself.</param>
public sealed record CallAnswer(string Output, Refusal? Why, int? Code = ChildExit.Done)
{
    public bool IsDone => Why is null;

    /// <summary>Whether the worker said no to what it was given.</summary>
    public bool IsRefused => Code == ChildExit.Refused;

    /// <summary>Why it was not done, for a person.</summary>
    public string Sentence => Why?.Sentence ?? "";
}
