namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>A text as a network takes it; lists of one length.</summary>
/// <param name="Tokens">As people read them: a word, <c>##ing</c>, <c>[CLS]</c>.</param>
/// <param name="Ids">The tokens' numbers.</param>
/// <param name="Types">0 for the first text and what belongs to it, 1 for the second.</param>
/// <param name="Spans">Where each stands in the text that was given (of a pair, in its own), in UTF-16 units: <c>text[Start..End]</c>; empty (0, 0) for a token that was added.</param>
public sealed record TokenizedText(IReadOnlyList<string> Tokens, IReadOnlyList<int> Ids, IReadOnlyList<int> Types, IReadOnlyList<(int Start, int End)> Spans)
{
    /// <summary>Tokens that <c>maxLength</c> cut off.</summary>
    public int Cut { get; init; }
}
