using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A key that a form or client sent with StartRun, and the run it gave: a double click has one effect.</summary>
public sealed class IdempotencyKey
{
    public Guid Key { get; set; }
    public RunId RunId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
