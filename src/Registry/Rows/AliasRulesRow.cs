using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>Rules of an alias, as they were set; rows are added and never changed.</summary>
public sealed class AliasRulesRow
{
    public ModelId ModelId { get; set; }
    public string Alias { get; set; } = "";

    /// <summary>Counts up from 1; the highest stands.</summary>
    public int Number { get; set; }

    /// <summary><see cref="Core.Reviews.AliasRules"/> as JSON.</summary>
    public string RulesJson { get; set; } = "";
    public string By { get; set; } = "";
    public string Reason { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
