using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>What people said of a picture since the version they label; not part of any version yet.</summary>
public sealed class LabelEditRow
{
    public DatasetVersionId VersionId { get; set; }

    /// <summary>As the version's manifest has it.</summary>
    public string Path { get; set; } = "";

    /// <summary><see cref="Core.Datasets.Revisions.PictureTruth"/> as JSON; null where the picture was put back to what the version says.</summary>
    public string? TruthJson { get; set; }

    /// <summary>One more with each change of this picture.</summary>
    public int Revision { get; set; }
    public string By { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
