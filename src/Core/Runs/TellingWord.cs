namespace MlOpsDashboard.Core.Runs;

/// <summary>A word that tells for a class, or against it.</summary>
/// <param name="Score">The mean, over the texts that hold it, of what it added to the class's logit; of a number, to the number.</param>
/// <param name="Texts">How many of the texts that were looked at hold it.</param>
/// <param name="In">Names of those that do, of many the first.</param>
public sealed record TellingWord(string Word, double Score, int Texts, IReadOnlyList<string> In);
