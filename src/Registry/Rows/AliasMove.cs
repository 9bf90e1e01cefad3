using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>An alias that was moved or taken away: what a way back goes by.</summary>
public sealed class AliasMove
{
    public long Id { get; set; }
    public ModelId ModelId { get; set; }
    public string Alias { get; set; } = "";

    /// <summary>The version that carries it since; null where it was taken away.</summary>
    public int? Version { get; set; }

    /// <summary>The version that carried it before; null for none.</summary>
    public int? Before { get; set; }
    public DateTimeOffset At { get; set; }
    public bool IsRollback { get; set; }

    /// <summary>The review that moved it; null where somebody moved it by hand.</summary>
    public ReviewId? ReviewId { get; set; }
}
