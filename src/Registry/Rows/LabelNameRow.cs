using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A class or label that was added to those of a version, for pictures that are labelled since.</summary>
public sealed class LabelNameRow
{
    public DatasetVersionId VersionId { get; set; }

    /// <summary>Among all names: the version's stand before it.</summary>
    public int Number { get; set; }
    public string Name { get; set; } = "";
}
