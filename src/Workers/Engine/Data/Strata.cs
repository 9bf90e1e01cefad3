namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Which examples are alike for a stratified split.</summary>
/// <param name="Of">A stratum's number for each example.</param>
/// <param name="Names">What to call one that is too small to be split; null where small ones are dealt out as they come.</param>
public sealed record Strata(IReadOnlyList<int> Of, IReadOnlyList<string>? Names);
