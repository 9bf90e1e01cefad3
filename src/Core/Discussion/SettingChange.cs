namespace MlOpsDashboard.Core.Discussion;

/// <summary>A setting of a spec that shall be another.</summary>
/// <param name="Name">As <see cref="Training.SpecSettings"/> names it.</param>
/// <param name="Value">As a person writes it: a number, true, false, a word, a list in brackets, or <see cref="Training.SpecSettings.None"/>.</param>
public sealed record SettingChange(string Name, string Value);
