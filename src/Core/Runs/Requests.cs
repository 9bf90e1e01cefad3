using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Stores a run and schedules it. The same idempotency key twice gives the same run.</summary>
/// <param name="Name">Null for a name made from backbone and strategy.</param>
public sealed record StartRun(TrainingSpec Spec, DatasetVersionId Dataset, string? Name = null, RunId? Parent = null, IReadOnlyList<string>? Tags = null, Guid? IdempotencyKey = null)
    : IRequest<Outcome<RunId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Dataset).Seeing([.. Parent is { } parent ? (ObjectReference[])[parent] : [], .. ObjectReference.BackboneOf(Spec.Backbone)]);
}

/// <summary>Three short real runs on a sample, made for a first look. Imports the sample first where it is missing.</summary>
public sealed record StartExampleRuns : IRequest<Outcome<IReadOnlyList<RunId>>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Project);
}

public sealed record StopRun(RunId Run) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}

/// <summary>Queues a failed or interrupted run again from its last checkpoint.</summary>
public sealed record ResumeRun(RunId Run) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}

public sealed record ArchiveRuns(IReadOnlyList<RunId> Runs, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute([.. Runs]);
}

/// <param name="Began">The name that the writer saw; another in between refuses this one. Null overwrites.</param>
public sealed record RenameRun(RunId Run, string Name, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}

/// <param name="Began">The notes that the writer saw; others in between refuse this one. Null overwrites.</param>
public sealed record WriteRunNotes(RunId Run, string Notes, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}

/// <summary>Adds and removes tags on several runs.</summary>
public sealed record TagRuns(IReadOnlyList<RunId> Runs, IReadOnlyList<string> Add, IReadOnlyList<string> Remove) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute([.. Runs]);
}

public sealed record RunFilter
{
    /// <summary>Words that must occur in number, name, backbone, strategy, dataset, notes or tags.</summary>
    public string? Search { get; init; }
    public IReadOnlyList<RunStatus> Statuses { get; init; } = [];
    public string? Backbone { get; init; }
    public string? Strategy { get; init; }
    public DatasetId? Dataset { get; init; }
    public string? Tag { get; init; }
    public bool IncludeArchived { get; init; }
    /// <summary><c>number</c>, <c>name</c>, <c>status</c>, <c>backbone</c>, <c>strategy</c>, <c>dataset</c>, <c>created</c>, <c>duration</c>, or the name of a metric (<c>val_accuracy</c>): its value at the best epoch, runs without one last.</summary>
    public string Sort { get; init; } = "number";
    public bool Descending { get; init; } = true;
    public int Skip { get; init; }
    public int Take { get; init; } = 50;
}

public sealed record ListRuns(RunFilter Filter) : IRequest<RunPageRows>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="Metrics">Names of all metrics that any run has a value of, in ordinal order.</param>
public sealed record RunPageRows(int Total, IReadOnlyList<RunRow> Rows, IReadOnlyList<string> Tags, IReadOnlyList<string> Backbones, IReadOnlyList<string> Metrics);

/// <param name="BestEpoch">Counts from 0.</param>
/// <param name="Metrics">At the best epoch, or their means over the folds of a cross-validated run that has ended; empty while there is none.</param>
/// <param name="Spark">The primary metric (or val_loss) of each epoch, at most 60 points, for the spark line.</param>
/// <param name="Attention">A sentence where the run wants a look: warning, failure.</param>
public sealed record RunRow(
    RunId Id, int Number, string Name, RunStatus Status, string? StatusDetail, string Backbone, string Strategy, string Dataset, DatasetVersionId DatasetVersion, int DatasetNumber,
    int EpochsDone, int TotalEpochs, int? BestEpoch, MetricValues Metrics, double? SecondsLeft, double? ImagesPerSecond,
    IReadOnlyList<double?> Spark, IReadOnlyList<string> Tags, string Notes, bool IsArchived, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    string? Attention)
{
    /// <summary>What the run measures, and the metric it is judged by.</summary>
    public MetricSet Measures { get; init; } = MetricSet.OfOlderRuns;

    /// <summary>Of the primary metric; null where it was not measured.</summary>
    public double? PrimaryValue => Metrics[Measures.Primary];

    /// <summary>Pictures of validation that its best epoch was judged on; null while it was not.</summary>
    public int? JudgedPictures { get; init; }

    /// <summary>Whether it was judged on so few that chance alone moves its numbers.</summary>
    public bool IsJudgedOnFew => JudgedPictures < RunWords.FewPictures;

    /// <summary>Mean and deviation over the folds of a cross-validated run that has ended; null for one split.</summary>
    public CrossValidationReport? Folds { get; init; }

    /// <summary>Seconds at work so far, without pauses; null before it began.</summary>
    public double? Seconds { get; init; }
}

public sealed record GetRun(RunId Run) : IRequest<RunDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}

/// <param name="Headline">"Run 12 finished: 91.4 % of validation pictures right, best at epoch 7 of 15".</param>
/// <param name="StrategyInWords">From <see cref="StrategySentence"/>.</param>
/// <param name="LastProgress">The newest progress event, or null.</param>
/// <param name="RegisteredAs">Model versions made from this run.</param>
/// <param name="HasEvaluation">Whether <see cref="GetEvaluation"/> answers.</param>
public sealed record RunDetails(
    RunRow Row, string Headline, string StrategyInWords, TrainingSpec Spec, IReadOnlyList<SettingDifference> FromDefaults, IReadOnlyList<StageLedger> Ledger,
    StartedEvent? Started, ProgressEvent? LastProgress, IReadOnlyList<RunWarning> Warnings, IReadOnlyList<RunFile> Files, RunId? Parent, int? ParentNumber, int Attempts, string Monitor,
    IReadOnlyList<RegisteredLink> RegisteredAs, bool HasEvaluation, DatasetId DatasetId, IReadOnlyList<string> ClassNames)
{
    /// <summary>Whether it ended with a model that was judged: a stopped run's best epoch is, as a completed one's.</summary>
    public bool CanBeRegistered => Row.Status.IsSuccess() || (Row.Status == RunStatus.Cancelled && HasEvaluation);

    /// <summary>Whether there is something to go on from; else a run that is queued again begins anew.</summary>
    public bool HasCheckpoint { get; init; }

    /// <summary>The team's own model that the run was started on; null where its backbone is a Keras application.</summary>
    public Models.CustomModelLink? CustomModel { get; init; }

    /// <summary>Why <see cref="Spec"/> is not all of the run's settings: they were stored by another version of the program. Null where it is.</summary>
    public Refusal? SpecFault { get; init; }

    /// <summary>What became of the frozen layers, stage by stage; empty until a stage's activations are at hand.</summary>
    public IReadOnlyList<StageFeatures> Features { get; init; } = [];
}

public sealed record RegisteredLink(Models.ModelName Model, int Version);

/// <param name="Setting">Dotted path such as <c>head.dropout</c>.</param>
public sealed record SettingDifference(string Setting, string Value, string Default);

/// <summary>One row of the freeze ledger.</summary>
/// <param name="LayerStates">See <see cref="StageEvent"/>.</param>
/// <param name="FrozenHashAfter">Null while the stage runs.</param>
/// <param name="FrozenUnchanged">Null while it is not known.</param>
public sealed record StageLedger(
    int Index, string Name, int FirstEpoch, int LastEpoch, IReadOnlyList<string> TrainableLayers, long TrainableParameters, string BatchNormMode, double LearningRate,
    string LayerStates, string FrozenHash, string? FrozenHashAfter, bool? FrozenUnchanged);

/// <param name="Code"><c>overfitting</c>, <c>not-learning</c>, <c>batchnorm-jump</c>, <c>checkpoint-damaged</c>, ...</param>
/// <param name="Remedies">One-click follow-ups, each a spec ready to start.</param>
public sealed record RunWarning(string Code, string Sentence, int? Epoch, IReadOnlyList<Remedy> Remedies);

public sealed record Remedy(string Title, string Why, TrainingSpec Spec);

/// <param name="Sha256">Null for files that lie only in the run's folder.</param>
public sealed record RunFile(string Name, long Bytes, string? Sha256, string DownloadUrl);

public sealed record GetRunCurves(RunId Run) : IRequest<RunCurves?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}

/// <summary>Values of one metric, one an epoch. Null where a value was not finite or not measured.</summary>
public sealed record MetricCurve(string Name, IReadOnlyList<double?> Values);

/// <summary>Epoch metrics in order; arrays run parallel.</summary>
/// <param name="Metrics">As the epochs name them, in the order of the run's metrics.</param>
/// <param name="RateDrops">Epochs at which the learning rate was lowered within a stage.</param>
public sealed record RunCurves(
    RunId Run, int Number, string Name, IReadOnlyList<int> Epochs, IReadOnlyList<MetricCurve> Metrics,
    IReadOnlyList<double?> LearningRate, IReadOnlyList<double> Seconds, IReadOnlyList<int> Stage, IReadOnlyList<double> ElapsedSeconds, int? BestEpoch, IReadOnlyList<int> RateDrops, int StepsPerEpoch)
{
    /// <summary>What the run measures, and the metric it is judged by.</summary>
    public MetricSet Measures { get; init; } = MetricSet.OfOlderRuns;

    /// <summary>A metric's values; all null where it was not measured.</summary>
    public IReadOnlyList<double?> this[string metric] => Metrics.FirstOrDefault(m => m.Name == metric)?.Values ?? new double?[Epochs.Count];

    /// <summary>At the best epoch; null where there is none, or it was not measured.</summary>
    public double? AtBest(string metric) => BestEpoch is { } best && Epochs.ToList().IndexOf(best) is >= 0 and var at ? this[metric][at] : null;
}

/// <summary>Log lines after a sequence number: events in words, and the child's standard error.</summary>
/// <param name="After">0 for the first lines; below 0 for the newest <paramref name="Take"/>.</param>
public sealed record GetRunLog(RunId Run, long After, int Take = 500) : IRequest<IReadOnlyList<RunLogLine>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}

public sealed record RunLogLine(long Sequence, DateTimeOffset Time, string Kind, string Text);

/// <summary>The evaluation of a run's best epoch, with all rows; null while there is none.</summary>
public sealed record GetEvaluation(RunId Run) : IRequest<StoredEvaluation?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}

/// <param name="Baseline">One of the runs; deltas are against it. Null for the first.</param>
public sealed record CompareRuns(IReadOnlyList<RunId> Runs, RunId? Baseline = null) : IRequest<Outcome<RunComparison>>, IGuarded
{
    public Needs Needs => Needs.View([.. Runs]);
}

/// <param name="Headline">"B beats A by 2.1 points (95 % interval 0.4 to 3.8); 12 pictures changed sides".</param>
/// <param name="Settings">Every setting with its value in each run; <c>Differs</c> marks those that differ.</param>
/// <param name="Grid">Backbone x strategy.</param>
/// <param name="ChangedSides">Pictures right in one run and wrong in the other; only for two runs on the same validation pictures.</param>
public sealed record RunComparison(
    string Headline, RunId Baseline, IReadOnlyList<RunRow> Runs, IReadOnlyList<RunCurves> Curves, IReadOnlyList<ComparedSetting> Settings, IReadOnlyList<ComparedMetric> Metrics,
    IReadOnlyList<GridCell> Grid, IReadOnlyList<ChangedPicture> ChangedSides)
{
    /// <summary>Of each run whose settings could not be read whole, why.</summary>
    public IReadOnlyList<Refusal> SpecFaults { get; init; } = [];
}

public sealed record ComparedSetting(string Setting, IReadOnlyList<string> Values, bool Differs);

/// <param name="Name">For people.</param>
/// <param name="Unit">As <see cref="MetricSpec.Unit"/> has it.</param>
/// <param name="Better">Decides what is best and the delta's colour; null for neither.</param>
/// <param name="Deltas">To the baseline; null for the baseline itself or where not measured.</param>
/// <param name="Best">Index of the best run, or null.</param>
public sealed record ComparedMetric(string Name, string? Unit, Direction? Better, IReadOnlyList<double?> Values, IReadOnlyList<double?> Deltas, int? Best);

/// <param name="Metric">Whose mean it is: runs that are judged by different metrics stand in different cells.</param>
/// <param name="StandardDeviation">Null for a single run.</param>
public sealed record GridCell(string Backbone, string Strategy, MetricSpec Metric, int Runs, double? Mean, double? StandardDeviation);

/// <param name="NowRight">Whether the other run is the better of the two; where rows are right or wrong, it alone is right.</param>
public sealed record ChangedPicture(string File, string? Sha256, string Actual, string BaselinePredicted, string OtherPredicted, bool NowRight);

/// <summary>Time and memory a spec will take here, from a short measurement kept per backbone and size.</summary>
public sealed record EstimateRun(TrainingSpec Spec, int Pictures, PartCounts? Parts = null) : IRequest<RunEstimate>, IGuarded
{
    public Needs Needs => Needs.View().Seeing(ObjectReference.BackboneOf(Spec.Backbone));
}

/// <param name="Seconds">Null while it has not been measured; <paramref name="Sentence"/> says so.</param>
public sealed record RunEstimate(double? Seconds, double? MemoryGigabytes, string Sentence);

/// <summary>Augmented previews of real pictures of a dataset, made by a worker.</summary>
public sealed record PreviewAugmentation(DatasetVersionId Dataset, TrainingSpec Spec, int Seed, int Count = 16) : IRequest<Outcome<IReadOnlyList<PreviewPicture>>>, IGuarded
{
    public Needs Needs => Needs.View(Dataset).Seeing(ObjectReference.BackboneOf(Spec.Backbone));
}

/// <param name="Url">Where the browser gets it: an address of <see cref="Storage.DrawnPictures"/>.</param>
public sealed record PreviewPicture(string Url, string Class);

/// <summary>Predicts one uploaded picture with a run's best model, in a worker. The upload is gone afterwards.</summary>
public sealed record PredictWithRun(RunId Run, UploadSource Picture) : IRequest<Outcome<PredictionResult>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}

/// <summary>What a model said of one picture.</summary>
/// <param name="Outputs">The task, and what the outputs are called.</param>
/// <param name="Answer">As <c>mlops predict</c> gave it: <c>probabilities</c>, <c>labels</c>, or <c>values</c> by name.</param>
public sealed record PredictionResult(PipelineOutputs Outputs, JsonObject Answer, double Milliseconds)
{
    /// <summary>What should be known of how the picture was read, or null.</summary>
    public Refusal? Note { get; init; }
}

/// <summary>Names of a backbone's layers in order, for the "last N" slider; asked from a worker once and kept.</summary>
/// <param name="Backbone">A name, or a custom model as in <c>backbone.file</c>.</param>
/// <param name="Cut">Where a custom model is cut; null for its own choice.</param>
public sealed record GetBackboneLayers(string Backbone, LayerReference? Cut = null) : IRequest<Outcome<IReadOnlyList<BackboneLayer>>>, IGuarded
{
    public Needs Needs => Needs.View().Seeing(ObjectReference.BackboneOf(Backbone));
}

public sealed record BackboneLayer(int Index, string Name, string Class, long Parameters)
{
    /// <summary>Batch first, null where open; null where it is not known.</summary>
    public IReadOnlyList<long?>? OutputShape { get; init; }
}

/// <summary>Measured speed of backbones here; empty until measured.</summary>
public sealed record ListBackboneSpeeds : IRequest<IReadOnlyList<BackboneSpeed>>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="MillisecondsPerPicture">Forward pass at <paramref name="ImageSize"/>.</param>
public sealed record BackboneSpeed(string Backbone, int ImageSize, double MillisecondsPerPicture, double TrainMillisecondsPerPicture);
