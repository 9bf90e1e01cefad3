using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>A way between two versions, half of it trained.</summary>
internal static class ExplanationSamples
{
    private static readonly ExplanationId Id = ExplanationId.Parse("0193b1f0-0000-7000-8000-0000000000e1");

    private static readonly IReadOnlyList<IReadOnlyList<ExplainedSetting>> Steps =
    [
        [new("dataset", "emoji v1", "emoji v2")],
        [new("backbone", "EfficientNetLite0", "MobileNetV3Small")],
        [new("head.dropout", "0.2", "0.5")],
        [new("stages[0].epochs", "5", "10"), new("stages[0].optimizer.learningRate", "0.001", "0.0003")],
        [new("augmentation.RandomRotation.factor", "0.1", "0.2")],
    ];

    private static readonly double?[][] Values =
    [
        [0.842, 0.851, 0.839],
        [0.871, 0.874, 0.866],
        [0.858, 0.866, 0.861],
        [0.861, 0.859, 0.866],
        [0.893, 0.902, 0.899],
        [0.905, null, null],
    ];

    public static void Answer(FakeSender sender)
    {
        sender.On<PlanExplanation, Outcome<ExplanationPreview>>(q => new ExplanationPreview(
            "emoji-classifier",
            q.Before,
            1,
            q.After,
            3,
            Steps,
            [2, 3, 3, 3, 3],
            95
        ));
        sender.On<ListExplanations, IReadOnlyList<ExplanationSummary>>(_ => [new(Id, 1, 3, "anna", TimeProvider.System.GetUtcNow().AddHours(-2))]);
        sender.On<StartExplanation, Outcome<ExplanationId>>(_ => Id);
        sender.On<ContinueExplanation, Outcome>(_ => Outcome.Done);
        sender.On<StopExplanation, Outcome>(_ => Outcome.Done);
        sender.On<GetExplanation, ExplanationView?>(q => q.Id == Id ? View() : null);
    }

    private static ExplanationView View() =>
        new(
            Id,
            "emoji-classifier",
            1,
            3,
            new("accuracy", Direction.Larger, MetricSpec.Share),
            ExplainedStep.Of([
                .. Values.Select(
                    (values, step) =>
                        (
                            step == 0 ? [] : Steps[step - 1],
                            (IReadOnlyList<ExplainedRun>)
                                [
                                    .. values.Select(
                                        (value, seed) =>
                                            new ExplainedRun(
                                                seed,
                                                RunId.New(),
                                                40 + 3 * step + seed,
                                                value is not null ? RunStatus.Completed
                                                    : seed == 1 ? RunStatus.Running
                                                    : RunStatus.Failed,
                                                value
                                            )
                                    ),
                                ]
                        )
                ),
            ]),
            true,
            "anna",
            TimeProvider.System.GetUtcNow().AddHours(-2),
            null
        );
}
