namespace MlOpsDashboard.Core.Runs;

public sealed record ComparedSetting(string Setting, IReadOnlyList<string> Values, bool Differs);
