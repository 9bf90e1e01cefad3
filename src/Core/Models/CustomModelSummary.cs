using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
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
    /// <summary>What is known of a network of texts; null for one of pictures.</summary>
    public InspectedTexts? Texts { get; init; }

    /// <summary>The input that it learns from.</summary>
    public string Input => Texts is null ? InputCards.Pictures : TextInputCard.InputName;

    /// <summary>How a spec takes it as its backbone. A network of texts ends where its classifier begins.</summary>
    public BackboneSpec ToSpec() => new() { File = File, Layer = Texts is null ? new LayerReference(Cut, null) : null };
}
