using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>Gates whose reports are made up.</summary>
public static class GateBench
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A report by which every rule passes, of a candidate beside whatever carries the alias.</summary>
    public static GateReport Report(KnownReview review) =>
        new(
            "image-classification",
            new("accuracy", Direction.Larger, MetricSpec.Share),
            "pets",
            1,
            "hash",
            100,
            Side(review.Version, 0.9) with
            {
                Parity = new(16, 1e-6, 1e-4, null),
            },
            review.Incumbent is { } incumbent ? Side(incumbent, 0.8) : null,
            review.Incumbent is null ? null : new(100, 0.8, 0.9, 0.1, new(0.03, 0.17), 2, 12, 0.013),
            review.Incumbent is null ? [] : [new("cat", 50, 0.7, 0.92, new(0.1, 0.3)), new("dog", 50, 0.9, 0.88, new(-0.08, 0.04))],
            [],
            0,
            []
        );

    /// <summary>Takes the review's gate, as a worker does, and ends it with a report.</summary>
    public static async Task<ReviewDetails> JudgeAsync(RegistryFixture registry, ReviewId review, Func<GateReport, GateReport>? change = null)
    {
        var lease = await TakeAsync(registry, review);
        var known = (await registry.Get<IReviewStore>().FindAsync(review, Cancelled))!;
        await registry.Get<IReviewStore>().JudgedAsync(lease, (change ?? (report => report))(Report(known)), Cancelled);
        return (await registry.SendAsync(new GetReview(review)))!;
    }

    /// <summary>Takes the review's gate and ends it without a report.</summary>
    public static async Task RefuseAsync(RegistryFixture registry, ReviewId review, Refusal why) =>
        await registry.Get<IReviewStore>().RefuseAsync(await TakeAsync(registry, review), why, Cancelled);

    /// <summary>Approves what was read.</summary>
    public static ApproveReview Approve(ReviewDetails read, string reason = "agreed") =>
        new(read.Id, read.Artifact, read.ReportHash!, read.Rules.Number, reason);

    private static async Task<WorkLease> TakeAsync(RegistryFixture registry, ReviewId review) =>
        (await registry.Get<IWorkLedger>().AcquireAsync(WorkId.Of(review), new("boot", 1, 1), Cancelled))!;

    private static GateSide Side(int version, double accuracy) =>
        new(
            version,
            "artifact",
            16,
            100,
            new Dictionary<string, double?> { ["accuracy"] = accuracy },
            new Dictionary<string, Interval?> { ["accuracy"] = new(accuracy - 0.05, accuracy + 0.05) },
            0.04,
            3.5
        );
}
