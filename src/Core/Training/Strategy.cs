using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>The four fine-tuning strategies by their names in lists.</summary>
public static class StrategyNames
{
    private static readonly TextResource Texts = new(typeof(StrategyNames));

    public const string FeatureExtraction = "Feature extraction";
    public const string FineTuning = "Feature extraction, then fine-tuning";
    public const string Everything = "Train everything";
    public const string FromScratch = "From scratch";
    public const string CarryOn = "Carry on";

    /// <summary>The name as people read it; a name that is none of these stays as it is.</summary>
    public static string Title(string name) => Texts.Find($"Title.{name}") ?? name;

    /// <summary>The strategy that a spec amounts to.</summary>
    public static string Of(TrainingSpec spec) =>
        spec.Backbone.File is null && spec.Backbone.Weights == "none" && spec.Stages.All(s => s.Unfreeze.IsAll) ? FromScratch
        : spec.Head is null ? CarryOn
        : spec.Stages.All(s => s.Unfreeze.IsNone && s.Gradual is null) ? FeatureExtraction
        : spec.Stages[0].Unfreeze.IsAll ? Everything
        : FineTuning;
}

/// <summary>Says a spec in a sentence, as the New run page's summary does.</summary>
public static class StrategySentence
{
    /// <param name="names">Number of classes, labels or targets, or null where the dataset is not chosen yet.</param>
    public static string Describe(TrainingSpec spec, int? names)
    {
        // Of a task that there is not, nothing is known of its head.
        var task = TaskCards.Find(spec.Task);
        var own = task?.Head ?? "head";
        var backbone = spec.Backbone.Name ?? System.IO.Path.GetFileName(spec.Backbone.File ?? "the backbone");
        var head = spec.Head is null ? $"keep its own {own}" : $"train {task?.NewHead(names) ?? "a new head"}";
        var parts = spec.Stages.Select((stage, i) => Stage(spec, stage, i, backbone, head, own));
        var monitor = spec.Callbacks.FirstOrDefault(c => c.Class == "ModelCheckpoint")?.Text("monitor") ?? MetricSet.Of(spec).Primary;
        return Sentence(string.Join("; then ", parts)) + $", keep the best by {monitor}.{Folds(spec)}";
    }

    private static string Folds(TrainingSpec spec) => spec.CrossValidation is { } folds
        ? $" In {folds.Folds} folds: every picture is judged once, by a model that has not seen it." : "";

    private static string Stage(TrainingSpec spec, StageSpec stage, int index, string backbone, string head, string own)
    {
        var epochs = stage.Epochs == 1 ? "1 epoch" : $"{stage.Epochs.ToString(CultureInfo.InvariantCulture)} epochs";
        var rate = stage.Optimizer.Component("learningRate") is { } schedule
            ? $"by {schedule.Class}" : "at " + stage.Optimizer.Number("learningRate", 0.001).ToString("0.######", CultureInfo.InvariantCulture);
        var how = $"for {epochs} with {stage.Optimizer.Class} {rate}";
        if (stage.Unfreeze.IsNone && stage.Gradual is null) return index == 0 ? $"freeze all of {backbone}, {head} {how}" : $"train the {own} alone {how}";
        var scratch = spec.Backbone.File is null && spec.Backbone.Weights == "none" ? " from random weights" : "";
        var what = stage.Unfreeze switch
        {
            _ when stage.Gradual is { } gradual => $"fine-tune {backbone} from the top, {gradual.Layers} layers more every {(gradual.EveryEpochs == 1 ? "epoch" : $"{gradual.EveryEpochs} epochs")}",
            { IsAll: true } => $"train all layers of {backbone}{scratch}",
            { FromLayer: { } layer } => $"fine-tune {backbone} from {layer} on",
            { LastLayers: { } layers } => $"fine-tune the last {layers} layers of {backbone}",
            _ => "train",
        };
        var norm = spec.BatchNormMode switch
        {
            "train" when scratch.Length == 0 => ", BatchNormalization in training mode",
            "frozen" => ", BatchNormalization left frozen",
            _ => "",
        };
        return $"{what} {how}{norm}{(stage.LayerRates is null ? "" : ", layer groups at their own rates")}";
    }

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
