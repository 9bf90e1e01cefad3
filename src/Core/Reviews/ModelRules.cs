namespace MlOpsDashboard.Core.Reviews;

/// <param name="Rules">One of each alias.</param>
/// <param name="Before">The version that carried an alias before the one that carries it now, by alias; none where that is not known.</param>
/// <param name="MaySet">Whether the caller may set rules.</param>
public sealed record ModelRules(IReadOnlyList<StoredAliasRules> Rules, IReadOnlyDictionary<string, int> Before, bool MaySet)
{
    public StoredAliasRules Of(string alias) => Rules.Single(rules => rules.Alias == alias);
}
