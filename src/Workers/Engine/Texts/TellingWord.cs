namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>A word, and what it did to an answer over several texts.</summary>
/// <param name="Word">As most of the texts write it.</param>
/// <param name="Score">The mean, over the texts that hold it, of its scores' sum in the text; above 0: it spoke for the answer.</param>
/// <param name="Texts">How many hold it.</param>
/// <param name="In">Names of those that do.</param>
public sealed record TellingWord(string Word, double Score, int Texts, IReadOnlyList<string> In);
