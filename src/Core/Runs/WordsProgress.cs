namespace MlOpsDashboard.Core.Runs;

/// <summary>How many of the texts were looked at.</summary>
public sealed record WordsProgress(int Done, int Total);
