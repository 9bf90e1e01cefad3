using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A line of a child's output that is no event.</summary>
/// <param name="Kind"><c>stdout</c>, <c>stderr</c> or <c>note</c>.</param>
public sealed record OutputLine(string Kind, string Text)
{
    /// <summary>A line of the dashboard's own, which every reader gets in their language.</summary>
    public OutputLine(string kind, Refusal said)
        : this(kind, StoredSentence.Of(said).Text) => Said = StoredSentence.Of(said).Said;

    /// <summary>The same as code and values; null where only the text is known.</summary>
    public Refusal? Said { get; }
}
