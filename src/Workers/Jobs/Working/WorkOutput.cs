namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Lines that an attempt's child wrote since the last look.</summary>
public sealed record WorkOutput(IReadOnlyList<string> Lines, IReadOnlyList<string> Errors);
