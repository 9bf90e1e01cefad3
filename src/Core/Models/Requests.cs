using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <summary>Registers a finished run's best checkpoint as a new version of a model (created where it is new). Refused where preprocessing parity fails.</summary>
public sealed record RegisterModel(RunId Run, string ModelName, string Description) : IRequest<Outcome<RegisteredVersion>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}

public sealed record RegisteredVersion(ModelId Model, string Name, int Version);

/// <summary>Moves an alias, atomically, with a reason that goes to the activity log.</summary>
/// <param name="Revision">The model's revision that the person saw; another move in between refuses this one.</param>
public sealed record MoveAlias(ModelId Model, string Alias, int Version, string Reason, long Revision) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Review(Model);
}

public sealed record RemoveAlias(ModelId Model, string Alias, string Reason, long Revision) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Review(Model);
}

/// <summary>What a move would change: metric deltas to the incumbent.</summary>
public sealed record GetAliasImpact(ModelId Model, string Alias, int Version) : IRequest<AliasImpact?>, IGuarded
{
    public Needs Needs => Needs.Find(Model);
}

/// <param name="Incumbent">The version that carries the alias now, or null.</param>
/// <param name="Metrics">Two values each: the incumbent's (null where there is none), then the candidate's.</param>
public sealed record AliasImpact(int? Incumbent, IReadOnlyList<ComparedMetric> Metrics, string Sentence);

/// <param name="Began">The description that the writer saw; another in between refuses this one. Null overwrites.</param>
public sealed record DescribeModel(ModelId Model, string Description, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}

public sealed record ArchiveModel(ModelId Model, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}

public sealed record ListModels(bool IncludeArchived = false) : IRequest<IReadOnlyList<ModelSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="Champion">Version with the alias champion, or null.</param>
/// <param name="Spark">The newest version's primary metric of all versions in order; null of those that are judged by another.</param>
public sealed record ModelSummary(
    ModelId Id, string Name, string Description, int Versions, IReadOnlyDictionary<string, int> Aliases, VersionSummary Latest, VersionSummary? Champion,
    IReadOnlyList<double?> Spark, DateTimeOffset UpdatedAt, bool IsArchived);

/// <param name="Primary">The metric that it is judged by.</param>
/// <param name="Metrics">Of its run's best epoch.</param>
/// <param name="Parent">The number of the version that its run went on from, or null.</param>
/// <param name="ParentModel">The parent's model, where it is another.</param>
public sealed record VersionSummary(
    ModelVersionId Id, int Number, MetricSpec Primary, MetricValues Metrics, string Backbone, string Strategy, string Dataset, int DatasetNumber, RunId Run, int RunNumber, int? Parent, string? ParentModel,
    IReadOnlyList<string> Aliases, long Bytes, string Artifact, DateTimeOffset CreatedAt)
{
    /// <summary>Of the primary metric; null where it was not measured.</summary>
    public double? PrimaryValue => Metrics[Primary.Name];
}

/// <param name="Name">Model name as in the URL.</param>
public sealed record GetModel(string Name) : IRequest<ModelDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(Name));
}

public sealed record ModelDetails(ModelId Id, string Name, string Description, bool IsArchived, long Revision, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<VersionSummary> Versions);

public sealed record ActivityLine(DateTimeOffset Time, string Actor, string Action, string Sentence, string? Reason)
{
    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; init; }
}

public sealed record GetModelVersion(string ModelName, int Number) : IRequest<ModelVersionDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(ModelName));
}

/// <param name="Preprocessing">Steps in order, for the pipeline drawing.</param>
/// <param name="Parity">In words: "8 pictures, largest logit difference 2e-6".</param>
/// <param name="ArtifactMissing">The artifact was deleted behind the registry.</param>
public sealed record ModelVersionDetails(
    ModelId Model, string ModelName, long Revision, IReadOnlyDictionary<string, int> Aliases, VersionSummary Version, string Description, TrainingSpec Spec, string StrategyInWords, RunCurves Curves, StoredEvaluation? Evaluation,
    IReadOnlyList<PreprocessingStepView> Preprocessing, IReadOnlyList<string> ClassNames, string EngineVersion, string Parity,
    bool ArtifactMissing, string DownloadUrl, VersionSummary? Parent)
{
    /// <summary>The team's own model that its run was started on; null where its backbone is a Keras application.</summary>
    public CustomModelLink? CustomModel { get; init; }

    /// <summary>Why <see cref="Spec"/> is not all that it was trained by; null where it is.</summary>
    public Refusal? SpecFault { get; init; }
}

public sealed record PreprocessingStepView(string Name, string Detail);

/// <summary>Predicts one uploaded picture with a version, preprocessing executed from the registry's data, in a worker. The upload is gone afterwards.</summary>
public sealed record PredictWithVersion(ModelVersionId Version, UploadSource Picture) : IRequest<Outcome<PredictionResult>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}

/// <summary>All activity, newest first.</summary>
public sealed record ListActivity(int Take = 100) : IRequest<IReadOnlyList<ActivityLine>>, IGuarded
{
    public Needs Needs => Needs.View();
}
