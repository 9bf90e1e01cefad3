namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>What somebody wrote in a section.</summary>
/// <param name="Text">Markdown without HTML.</param>
/// <param name="OnBehalfOf">The person a program wrote for; null where a person wrote.</param>
public sealed record CardWords(string Text, string By, string? OnBehalfOf, DateTimeOffset At);
