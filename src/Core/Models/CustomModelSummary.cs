using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <param name="File">What <c>backbone.file</c> of a spec says.</param>
/// <param name="Params">Parameters up to the cut.</param>
/// <param name="Layers">Layers up to the cut.</param>
/// <param name="FeatureShape">Behind the cut.</param>
/// <param name="CameFrom">In words.</param>
/// <param name="Runs">How many runs were started on it.</param>
public sealed record CustomModelSummary(
    CustomModelId Id,
    string Name,
    string File,
    string Artifact,
    long Bytes,
    long Params,
    int Layers,
    IReadOnlyList<long?> InputShape,
    IReadOnlyList<long?> FeatureShape,
    string Cut,
    string CameFrom,
    int Runs,
    DateTimeOffset CreatedAt,
    bool IsArchived
)
{
    /// <summary>How a spec takes it as its backbone.</summary>
    public BackboneSpec ToSpec() => new() { File = File, Layer = new LayerReference(Cut, null) };
}
