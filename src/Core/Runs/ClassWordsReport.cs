namespace MlOpsDashboard.Core.Runs;

/// <summary>What <c>mlops explain</c> answers.</summary>
/// <param name="Seed">That the texts were drawn by.</param>
/// <param name="Fewest">Texts that a word has to stand in.</param>
public sealed record ClassWordsReport(string Task, long Seed, int Fewest, IReadOnlyList<ClassWords> Classes);
