using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A warning of a run, once for each code.</summary>
public sealed class RunWarningRow
{
    public RunId RunId { get; set; }
    public string Code { get; set; } = "";
    public string Sentence { get; set; } = "";
    public int? Epoch { get; set; }
    public DateTimeOffset Time { get; set; }
}
