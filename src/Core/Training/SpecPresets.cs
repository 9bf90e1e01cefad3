using System.Globalization;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Training;

/// <summary>Sensible specs for each strategy: what the New run page starts from.</summary>
public static partial class SpecPresets
{
    private static readonly TextResource Texts = new(typeof(SpecPresets));

    public static TrainingSpec For(string strategy, string backbone, string dataPath, int unfreezeLast = 20, int imageSize = 224) =>
        new()
        {
            Data = new() { Path = dataPath, ImageSize = [imageSize, imageSize] },
            Backbone = new() { Name = backbone, Weights = strategy == StrategyNames.FromScratch ? "none" : "imagenet" },
            Stages = Stages(strategy, unfreezeLast),
            BatchNormMode = BatchNormMode(strategy, "inference"),
            Callbacks = Callbacks(),
        };

    public static IReadOnlyList<StageSpec> Stages(string strategy, int unfreezeLast) =>
        strategy switch
        {
            StrategyNames.FineTuning =>
            [
                new()
                {
                    Name = "feature extraction",
                    Epochs = 5,
                    Optimizer = new("Adam", ("learningRate", 0.001)),
                },
                new()
                {
                    Name = "fine-tuning",
                    Epochs = 10,
                    Unfreeze = Unfreeze.Last(unfreezeLast),
                    Optimizer = new("Adam", ("learningRate", 0.00001)),
                },
            ],
            StrategyNames.Everything =>
            [
                new()
                {
                    Name = "train everything",
                    Epochs = 15,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new("Adam", ("learningRate", 0.0001)),
                },
            ],
            StrategyNames.FromScratch =>
            [
                new()
                {
                    Name = "from scratch",
                    Epochs = 30,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new("Adam", ("learningRate", 0.001)),
                },
            ],
            _ =>
            [
                new()
                {
                    Name = "feature extraction",
                    Epochs = 10,
                    Optimizer = new("Adam", ("learningRate", 0.001)),
                },
            ],
        };

    /// <summary>A stage's name as people read it: names that the program gave are spoken in the reader's language, a person's own stay as they are.</summary>
    public static string StageTitle(string name) =>
        Texts.Find($"Stage.{name}") is { } preset ? preset
        : name.StartsWith(Numbered, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Numbered.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Texts["StageNumbered", number]
        : name.EndsWith(Again, StringComparison.Ordinal) ? Texts["StageAgain", StageTitle(name[..^Again.Length])]
        : LastLayers().Match(name) is { Success: true } last
            ? Texts["StageLast", StageTitle(last.Groups[1].Value), int.Parse(last.Groups[2].ValueSpan, CultureInfo.InvariantCulture)]
        : name;

    /// <summary>The name of a new stage, as specs hold it; <see cref="StageTitle"/> speaks it.</summary>
    /// <param name="number">From 1.</param>
    public static string StageName(int number) => string.Create(CultureInfo.InvariantCulture, $"{Numbered}{number}");

    /// <summary>The name of a stage that repeats another.</summary>
    public static string NameAgain(string name) => name + Again;

    /// <summary>The name of a part of gradual unfreezing.</summary>
    public static string NameOfLast(string name, int layers) => string.Create(CultureInfo.InvariantCulture, $"{name}, last {layers} layers");

    private const string Numbered = "stage ",
        Again = " again";

    [GeneratedRegex("^(.+), last ([0-9]{1,6}) layers$")]
    private static partial Regex LastLayers();

    /// <summary>The <see cref="TrainingSpec.BatchNormMode"/> of a strategy: random weights have no statistics worth keeping, so theirs move; pretrained ones
    /// stay as they are.</summary>
    /// <param name="now">Before the strategy was chosen.</param>
    public static string BatchNormMode(string strategy, string now) =>
        strategy == StrategyNames.FromScratch ? "train"
        : now == "train" ? "inference"
        : now;

    /// <param name="primary">The metric that runs are judged by.</param>
    public static IReadOnlyList<ComponentSpec> Callbacks(string primary = ClassificationMetrics.ValAccuracy) =>
        [
            new("EarlyStopping", ("monitor", "val_loss"), ("patience", 5), ("restoreBestWeights", true)),
            new("ReduceLROnPlateau", ("monitor", "val_loss"), ("factor", 0.2), ("patience", 3), ("minLr", 1e-7)),
            new("ModelCheckpoint", ("monitor", primary), ("saveBestOnly", true)),
        ];
}
