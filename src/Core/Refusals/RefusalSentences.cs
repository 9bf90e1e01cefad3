namespace MlOpsDashboard.Core.Refusals;

/// <summary>English sentences of refusals, by their codes. One derived class an area; <see cref="RefusalText"/> finds them all.</summary>
public abstract class RefusalSentences
{
    /// <summary>Codes and sentences; values stand in braces by their names.</summary>
    public abstract IEnumerable<(string Code, string Sentence)> All { get; }
}
