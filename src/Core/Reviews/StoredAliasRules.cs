namespace MlOpsDashboard.Core.Reviews;

/// <param name="Number">0 where nobody set any: then they are the program's.</param>
/// <param name="By">Who set them; null for the program.</param>
public sealed record StoredAliasRules(string Alias, int Number, AliasRules Rules, string? By, DateTimeOffset? At);
