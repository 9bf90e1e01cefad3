using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>Small runs for tests.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static RunRow Row(
        int number,
        RunStatus status = RunStatus.Completed,
        double? accuracy = 0.7,
        string backbone = "EfficientNetLite0",
        string strategy = StrategyNames.FeatureExtraction
    ) =>
        new(
            Id(number),
            number,
            $"name {number}",
            status,
            null,
            backbone,
            strategy,
            "pets",
            new(Guid.Empty),
            1,
            3,
            10,
            accuracy is null ? null : 2,
            MetricValues.Of(("val_loss", 0.8), ("val_accuracy", accuracy)),
            null,
            100,
            [0.5, 0.6, accuracy],
            [],
            "",
            false,
            Now.AddHours(-1),
            Now.AddMinutes(-50),
            status.IsFinished() ? Now.AddMinutes(-40) : null,
            null
        );

    public static RunId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    public static RunDetails Details(RunRow row, IReadOnlyList<RunWarning>? warnings = null, bool hasEvaluation = false) =>
        new(
            row,
            $"Run {row.Number} headline",
            "Freeze all.",
            new TrainingSpec(),
            [],
            [],
            null,
            null,
            warnings ?? [],
            [],
            null,
            null,
            1,
            "val_accuracy",
            [],
            hasEvaluation,
            new(Guid.Empty),
            ["cat", "dog"]
        )
        {
            HasCheckpoint = row.EpochsDone > 0,
        };

    public static RunCurves Curves(int number, int epochs) =>
        new(
            Id(number),
            number,
            $"name {number}",
            [.. Enumerable.Range(0, epochs)],
            [
                new("loss", [.. Enumerable.Range(0, epochs).Select(e => (double?)(1.0 / (e + 1)))]),
                new("accuracy", [.. Enumerable.Range(0, epochs).Select(e => (double?)(0.5 + e * 0.05))]),
                new("val_loss", [.. Enumerable.Range(0, epochs).Select(e => (double?)(1.2 / (e + 1)))]),
                new("val_accuracy", [.. Enumerable.Range(0, epochs).Select(e => (double?)(0.4 + e * 0.05))]),
            ],
            [.. Enumerable.Range(0, epochs).Select(_ => (double?)0.001)],
            [.. Enumerable.Range(0, epochs).Select(_ => 2.0)],
            [.. Enumerable.Range(0, epochs).Select(_ => 0)],
            [.. Enumerable.Range(0, epochs).Select(e => 2.0 * (e + 1))],
            epochs == 0 ? null : epochs - 1,
            [],
            10
        );

    /// <summary>What a run of numbers measures.</summary>
    public static MetricSet Numbers { get; } = MetricSet.Of([new("mae", Direction.Smaller, "cm")], [new("r2", Direction.Larger)], "val_mae");

    public static EpochEvent Epoch(int epoch) =>
        new(epoch, 0, MetricValues.Of(("loss", 0.5), ("accuracy", 0.9), ("val_loss", 0.6), ("val_accuracy", 0.8)), 0.001, 2, "aa");

    /// <summary>Two classes, three cats (one taken for a dog) and one dog.</summary>
    public static EvaluationReport Report() =>
        new(
            "image-classification",
            ["cat", "dog"],
            4,
            0.5,
            0.75,
            2,
            [
                [2, 1],
                [0, 1],
            ],
            [new("cat", 1, 2 / 3.0, 0.8, 3), new("dog", 0.5, 1, 2 / 3.0, 1)],
            new(0.75, 0.83, 0.73),
            new(0.87, 0.75, 0.77),
            new(0.1, [new(0.9, 1, 4, 0.95, 0.75)]),
            [
                new("cat/1.png", 0, 0, 0.9, [0.9f, 0.1f]),
                new("cat/2.png", 0, 0, 0.8, [0.8f, 0.2f]),
                new("cat/3.png", 0, 1, 0.95, [0.05f, 0.95f]),
                new("dog/1.png", 1, 1, 0.7, [0.3f, 0.7f]),
            ]
        );
}
