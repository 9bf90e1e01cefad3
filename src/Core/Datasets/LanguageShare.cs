namespace MlOpsDashboard.Core.Datasets;

/// <param name="Language">Two letters: <c>zh</c>.</param>
/// <param name="Share">Of the texts, from 0 to 1.</param>
public sealed record LanguageShare(string Language, double Share);
