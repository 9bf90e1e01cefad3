using System.Globalization;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>Says a spec in a sentence, as the New run page's summary does.</summary>
public static class StrategySentence
{
    private static readonly TextResource Texts = new(typeof(StrategySentence));

    /// <param name="names">Number of classes, labels or targets, or null where the dataset is not chosen yet.</param>
    public static string Describe(TrainingSpec spec, int? names)
    {
        // Of a task that there is not, nothing is known of its head.
        var task = TaskCards.Find(spec.Task);
        var own = task?.Head ?? Texts["Head"];
        var backbone = spec.Backbone.Name ?? System.IO.Path.GetFileName(spec.Backbone.File ?? Texts["TheBackbone"]);
        var head = spec.Head is null ? Texts["KeepHead", own] : Texts["TrainHead", task?.NewHead(names) ?? Texts["NewHead"]];
        var parts = spec.Stages.Select((stage, i) => Stage(spec, stage, i, backbone, head, own));
        var monitor = spec.Callbacks.FirstOrDefault(c => c.Class == "ModelCheckpoint")?.Text("monitor") ?? MetricSet.Of(spec).Primary;
        return Texts["Whole", Sentence(string.Join(Texts["Then"], parts)), monitor] + Folds(spec);
    }

    private static string Folds(TrainingSpec spec) => spec.CrossValidation is { } folds ? Texts["Folds", folds.Folds, InputCards.Of(spec).Noun(1)] : "";

    private static string Stage(TrainingSpec spec, StageSpec stage, int index, string backbone, string head, string own)
    {
        var rate = stage.Optimizer.Component("learningRate") is { } schedule
            ? Texts["By", schedule.Class]
            : Texts["At", stage.Optimizer.Number("learningRate", 0.001).ToString("0.######", CultureInfo.InvariantCulture)];
        var how = Texts["How", stage.Epochs, stage.Optimizer.Class, rate];
        if (stage.Unfreeze.IsNone && stage.Gradual is null)
            return index == 0 ? Texts["FreezeAll", backbone, head, how] : Texts["HeadAlone", own, how];
        var scratch = spec.Backbone.File is null && spec.Backbone.Weights == "none";
        var what = stage.Unfreeze switch
        {
            _ when stage.Gradual is { } gradual => Texts[
                "Gradual",
                backbone,
                gradual.Layers,
                gradual.EveryEpochs == 1 ? Texts["EveryEpoch"] : Texts["EveryEpochs", gradual.EveryEpochs],
                how
            ],
            { IsAll: true } => Texts[scratch ? "AllRandom" : "All", backbone, how],
            { FromLayer: { } layer } => Texts["From", backbone, layer, how],
            { LastLayers: { } layers } => Texts["Last", backbone, layers, how],
            _ => Texts["Train", how],
        };
        var norm = spec.BatchNormMode switch
        {
            "train" when !scratch && InputCards.MayNormalize(spec) => Texts["NormTrain"],
            "frozen" when InputCards.MayNormalize(spec) => Texts["NormFrozen"],
            _ => "",
        };
        return what + norm + (stage.LayerRates is null ? "" : Texts["Rates"]);
    }

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
