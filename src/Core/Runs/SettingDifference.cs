namespace MlOpsDashboard.Core.Runs;

/// <param name="Setting">Dotted path such as <c>head.dropout</c>.</param>
public sealed record SettingDifference(string Setting, string Value, string Default);
