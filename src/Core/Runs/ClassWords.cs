namespace MlOpsDashboard.Core.Runs;

/// <summary>The words that tell most for a class, label or number, and against it, over labelled texts.</summary>
/// <param name="OfClass">Texts of the class that were looked at; of a number all of them.</param>
/// <param name="OfOthers">Texts of all other classes that were looked at.</param>
/// <param name="For">The strongest first.</param>
/// <param name="Against">The strongest first.</param>
public sealed record ClassWords(string Class, int OfClass, int OfOthers, IReadOnlyList<TellingWord> For, IReadOnlyList<TellingWord> Against);
