using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Presets of detectors. Their head is large and starts from random weights, so it takes more epochs, small batches, and the rate of a new head in
/// every stage; pictures are mirrored, zoomed, moved and made brighter or darker.</summary>
internal static class ObjectDetectionPreset
{
    private const int BatchSize = 8;

    public static TrainingSpec Of(string strategy, TrainingSpec preset) =>
        preset with
        {
            Data = preset.Data with { BatchSize = BatchSize },
            Augmentation =
            [
                new("RandomFlip", ("mode", "horizontal")),
                new("RandomZoom", ("heightFactor", new[] { -0.3, 0.3 }), ("fillMode", "constant")),
                new("RandomTranslation", ("heightFactor", 0.15), ("widthFactor", 0.15), ("fillMode", "constant")),
                new("RandomBrightness", ("factor", 0.15)),
            ],
            Stages = [.. preset.Stages.Select((stage, i) => stage with { Epochs = Epochs(strategy, i), Optimizer = new("Adam", ("learningRate", 0.001)) })],
        };

    private static int Epochs(string strategy, int stage) =>
        strategy switch
        {
            StrategyNames.FromScratch => 60,
            StrategyNames.FineTuning => stage == 0 ? 5 : 25,
            _ => 30,
        };
}
