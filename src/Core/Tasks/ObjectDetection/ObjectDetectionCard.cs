using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Objects in a picture, each a class and a box. A row's target is an <see cref="ObjectRow"/>, its output a <see cref="DetectionRow"/>.</summary>
public sealed class ObjectDetectionCard : ITaskCard
{
    private static readonly TextResource Texts = new(typeof(ObjectDetectionCard));

    internal const string TaskName = "object-detection";

    // What a young model guesses beyond these is more to wipe away than to draw.
    private const double LeastProposed = 0.25;
    private const int MostProposed = 30;

    /// <summary>The kind of its datasets.</summary>
    public const string BoxesKind = "boxes";

    public string Name => TaskName;

    public IReadOnlyList<string>? Inputs { get; } = [InputCards.Pictures];

    public IReadOnlyList<string> Kinds { get; } = [BoxesKind];

    public Refusal Takes => new("objects.takes");

    public string Head => Texts["Head"];

    public string NewHead(int? names) => names is { } k ? Texts["NewHeadOf", k] : Texts["NewHead"];

    public bool HasPooledHead => false;

    public HeadCost CostOfHead(TrainingSpec spec) => ObjectDetectionSpec.CostOfHead(spec, this);

    /// <summary>The loss's parts. A head without centre-ness measures no <c>centerness_loss</c>.</summary>
    public IReadOnlyList<MetricSpec> Metrics { get; } =
    [new("classification_loss", Direction.Smaller), new("box_loss", Direction.Smaller), new("centerness_loss", Direction.Smaller)];

    /// <summary>COCO's: <c>ap</c> is the mean over IoU 0.50 to 0.95.</summary>
    public IReadOnlyList<MetricSpec> OfWholeSet { get; } =
    [new("ap", Direction.Larger, MetricSpec.Share), new("ap50", Direction.Larger, MetricSpec.Share), new("ap75", Direction.Larger, MetricSpec.Share)];

    public string PrimaryMetric => "val_ap";

    /// <summary>Borders are filled with a constant: mirrored, they would show objects that no box names.</summary>
    public IReadOnlyList<ComponentClass> Augmentations { get; } =
    [
        .. ComponentCatalog.Augmentations.Select(layer =>
            layer with
            {
                Options = [.. layer.Options.Select(option => option.Name == "fillMode" ? option with { Default = "constant" } : option)],
            }
        ),
    ];

    /// <summary>The loss is the least where scores are, not where boxes are found: it rises while AP still does.</summary>
    public bool IsBestByPrimary => true;

    public IReadOnlyList<string> Losses => ObjectDetectionSpec.Losses;

    public IReadOnlyDictionary<string, ComponentOption> Members => ObjectDetectionSpec.Members;

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) => ObjectDetectionSpec.Validate(spec);

    public TrainingSpec Complete(TrainingSpec spec) => spec with { Data = spec.Data with { Letterbox = spec.Data.Letterbox ?? !spec.Data.CropToAspectRatio } };

    public string Strategy => StrategyNames.Everything;

    public TrainingSpec Preset(string strategy, TrainingSpec preset) => ObjectDetectionPreset.Of(strategy, preset);

    public IReport Report(Predictions predictions, JsonObject? decoding) => new ObjectReport(predictions, decoding);

    /// <summary>Of COCO's files only <see cref="JudgeFiles"/> makes predictions; rows as a run leaves them are taken as they are.</summary>
    public JudgedPredictions Judge(GivenPredictions given)
    {
        if (given.Outputs != GivenOutputs.Network)
            throw new RefusedException(new Refusal("objects.given", ("task", Name)));
        RowChecks.RequireNoThresholds(given, ("what", Name));
        return new(given.Predictions, null);
    }

    public JudgedPredictions? JudgeFiles(string predictions, string? truth) =>
        !predictions.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? null
        : truth is null ? throw new RefusedException(new Refusal("objects.truth", ("file", Path.GetFileName(predictions))))
        : CocoPredictions.Read(predictions, truth);

    public double Difference(Predictions predictions, int row, JsonObject answer) => DetectionDifference.Of(predictions.Names, predictions.Rows[row], answer);

    public PythonTask Python(TrainingSpec spec) => ObjectDetectionPython.Of(spec, this);

    /// <summary>Objects from the stored shown score on, or from a quarter where that is less, 30 at most, cut to the picture. Sure by how far the score nearest to one half is from it; not at all where nothing
    /// is found.</summary>
    public LabelProposal? Propose(PipelineOutputs outputs, JsonObject answer, DatasetEntry picture, IReadOnlyList<string> names)
    {
        if (answer["objects"] is not JsonArray objects)
            return null;
        var decoding = DetectionDecoding.Of(outputs.Decoding);
        var from = Math.Max(LeastProposed, decoding.ShownScore ?? decoding.ScoreThreshold);
        var places = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        var (found, scores, sureness) = (new List<TrueObject>(), new List<double>(), objects.Count == 0 ? 0 : 1.0);
        foreach (var one in objects.OfType<JsonObject>())
        {
            if (
                ReportJson.Value(one["score"]) is not { } score
                || one["box"] is not JsonArray { Count: 4 } sides
                || sides.Select(ReportJson.Value).OfType<double>().ToArray() is not [var x1, var y1, var x2, var y2]
            )
                continue;
            sureness = Math.Min(sureness, Math.Abs((2 * score) - 1));
            var box = new ObjectBox(x1, y1, x2, y2).Within(0, 0, picture.Width, picture.Height);
            if (score < from || found.Count == MostProposed || box.Area <= 0 || !places.TryGetValue((string?)one["class"] ?? "", out var number))
                continue;
            found.Add(new(number, box, box.Area));
            scores.Add(score);
        }
        return new(new(picture.Path) { Target = ObjectRow.Write(new(picture.Width, picture.Height, found)) }, scores, sureness);
    }
}
