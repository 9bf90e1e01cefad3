using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Three short runs for a first look: the same small dataset, three strategies. About a minute in all on two cores.</summary>
internal static class ExampleRuns
{
    public const string Sample = "emoji-mini";
    public const string Tag = "example";
    private const string Backbone = "EfficientNetLite0";

    public static IReadOnlyList<(string Name, TrainingSpec Spec)> All { get; } =
    [
        (
            "Example: feature extraction",
            Spec(
                StrategyNames.FeatureExtraction,
                [
                    new()
                    {
                        Name = "feature extraction",
                        Epochs = 8,
                        Optimizer = Adam(0.003),
                    },
                ]
            )
        ),
        (
            "Example: feature extraction, then fine-tuning",
            Spec(
                StrategyNames.FineTuning,
                [
                    new()
                    {
                        Name = "feature extraction",
                        Epochs = 4,
                        Optimizer = Adam(0.003),
                    },
                    new()
                    {
                        Name = "fine-tuning",
                        Epochs = 4,
                        Unfreeze = Unfreeze.Last(20),
                        Optimizer = Adam(0.0001),
                    },
                ]
            )
        ),
        (
            "Example: from scratch",
            Spec(
                StrategyNames.FromScratch,
                [
                    new()
                    {
                        Name = "from scratch",
                        Epochs = 4,
                        Unfreeze = Unfreeze.All,
                        Optimizer = Adam(0.001),
                    },
                ]
            )
        ),
    ];

    private static TrainingSpec Spec(string strategy, IReadOnlyList<StageSpec> stages) =>
        SpecPresets.For(strategy, Backbone, "", imageSize: 96) with
        {
            Stages = stages,
        };

    private static ComponentSpec Adam(double learningRate) => new("Adam", ("learningRate", learningRate));
}
