using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <summary>Checks an uploaded model file in a worker and stores it as a backbone. The same bytes twice give the model that exists. What is refused leaves nothing behind.</summary>
public sealed record ImportCustomModel(UploadSource Upload) : IRequest<Outcome<CustomModelId>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Project);
}

/// <summary>Makes a registered version a backbone, with the preprocessing that was stored with it.</summary>
public sealed record UseVersionAsBackbone(ModelVersionId Version) : IRequest<Outcome<CustomModelId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}

public sealed record ListCustomModels(bool IncludeArchived = false) : IRequest<IReadOnlyList<CustomModelSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="File">What <c>backbone.file</c> of a spec says.</param>
/// <param name="Params">Parameters up to the cut.</param>
/// <param name="Layers">Layers up to the cut.</param>
/// <param name="FeatureShape">Behind the cut.</param>
/// <param name="CameFrom">In words.</param>
/// <param name="Runs">How many runs were started on it.</param>
public sealed record CustomModelSummary(
    CustomModelId Id, string Name, string File, string Artifact, long Bytes, long Params, int Layers, IReadOnlyList<long?> InputShape, IReadOnlyList<long?> FeatureShape, string Cut, string CameFrom, int Runs,
    DateTimeOffset CreatedAt, bool IsArchived)
{
    /// <summary>How a spec takes it as its backbone.</summary>
    public BackboneSpec ToSpec() => new() { File = File, Layer = new LayerReference(Cut, null) };
}

public sealed record GetCustomModel(CustomModelId Model) : IRequest<CustomModelDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Model);
}

/// <param name="Version">The registered version it is the model of.</param>
/// <param name="Runs">Runs that were started on it, newest first.</param>
/// <param name="ArtifactMissing">The file was deleted behind the registry.</param>
public sealed record CustomModelDetails(
    CustomModelSummary Summary, string FileName, string Uploader, string Origin, string Notes, ModelInspection Inspection, CustomModelVersion? Version, IReadOnlyList<CustomModelRun> Runs, bool ArtifactMissing);

public sealed record CustomModelVersion(string Model, int Number, RunId Run, int RunNumber);

/// <param name="Primary">The metric that the run is judged by.</param>
/// <param name="Best">Its value at the best epoch; null where it was not measured.</param>
public sealed record CustomModelRun(RunId Run, int Number, string Name, RunStatus Status, MetricSpec Primary, double? Best);

/// <summary>Changes name, origin, notes and where it is cut. Runs keep the cut they were started with.</summary>
/// <param name="BeganOrigin">The origin that the writer saw; another in between refuses this one. Null overwrites.</param>
/// <param name="BeganNotes">The same of the notes.</param>
public sealed record EditCustomModel(CustomModelId Model, string Name, string Origin, string Notes, string Cut, string? BeganOrigin = null, string? BeganNotes = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}

/// <summary>An archived model is offered no longer; runs on it, and their lineage, stay.</summary>
public sealed record ArchiveCustomModel(CustomModelId Model, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}

/// <summary>A step of lineage: the custom model that a run was started on.</summary>
/// <param name="CameFrom">In words: "pretrained_model.keras, brought by anna".</param>
public sealed record CustomModelLink(CustomModelId Id, string Name, string Sha256, string CameFrom);
