namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>What a trigger of <see cref="WorkJob"/> carries.</summary>
public sealed record WorkInput(Guid Work);
