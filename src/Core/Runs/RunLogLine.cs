namespace MlOpsDashboard.Core.Runs;

public sealed record RunLogLine(long Sequence, DateTimeOffset Time, string Kind, string Text);
