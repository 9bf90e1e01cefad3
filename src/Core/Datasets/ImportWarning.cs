namespace MlOpsDashboard.Core.Datasets;

/// <summary>What an import decided or noticed that a person should know of.</summary>
/// <param name="Code">One of <see cref="WarningCodes"/>.</param>
/// <param name="Sentence">For a person.</param>
public sealed record ImportWarning(string Code, string Sentence);
