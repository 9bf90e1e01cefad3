using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A warning of a run, once for each code.</summary>
public sealed class RunWarningRow
{
    public RunId RunId { get; set; }
    public string Code { get; set; } = "";
    public string Sentence { get; set; } = "";

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>.</summary>
    public Refusal? Said { get; set; }
    public int? Epoch { get; set; }
    public DateTimeOffset Time { get; set; }
}
