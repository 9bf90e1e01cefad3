using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>A team's reviews: one to decide on, one whose gate found leaks, and decided ones.</summary>
internal sealed class ReviewSamples
{
    private const string Artifact = "9f2c0b1d4e5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private const string Hash = "41c07f3be8d25a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1";
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private readonly SamplePictures pictures;
    private readonly AliasRules rules = new()
    {
        ByReviewOnly = true,
        Minimum = 0.8,
        MostLossOfClass = 0.05,
    };

    private ReviewSamples(SamplePictures pictures) => this.pictures = pictures;

    private static IReadOnlyList<ReviewId> Ids { get; } = [.. Enumerable.Range(1, 5).Select(i => ReviewId.Parse($"0193b1f0-0000-7000-8000-00000000000{i}"))];

    public static void Answer(FakeSender sender, SamplePictures pictures, bool empty)
    {
        var samples = new ReviewSamples(pictures);
        sender.On<GetAliasRules, ModelRules>(_ =>
            new(
                [
                    .. Aliases.All.Select(alias => new StoredAliasRules(
                        alias,
                        alias == Aliases.Champion ? 2 : 0,
                        alias == Aliases.Champion ? samples.rules with { ByReviewOnly = false } : new(),
                        "anna",
                        samples.now.AddDays(-3)
                    )),
                ],
                empty ? new Dictionary<string, int>() : new Dictionary<string, int> { [Aliases.Champion] = 2 },
                true
            )
        );
        sender.On<ListReviews, IReadOnlyList<ReviewSummary>>(_ => empty ? [] : samples.List());
        sender.On<GetReview, ReviewDetails?>(q => empty || !Ids.Contains(q.Review) ? null : samples.Of(q.Review));
        sender.On<RequestPromotion, Outcome<ReviewId>>(_ => Ids[0]);
        sender.On<ApproveReview, Outcome<bool>>(_ =>
            Outcome<bool>.Refused(new Refusal(RefusalKind.Conflict, "review.ended", ("status", new Refusal("words.review.Approved")), ("by", "maria")))
        );
        sender.On<RejectReview, Outcome>(_ => Outcome.Done);
        sender.On<WithdrawReview, Outcome>(_ => Outcome.Done);
        sender.On<JudgeAgain, Outcome>(_ => Outcome.Done);
        sender.On<AmendReason, Outcome>(_ => Outcome.Done);
        sender.On<RollBackAlias, Outcome<ReviewId>>(_ => Ids[4]);
        sender.On<SetAliasRules, Outcome>(_ => Outcome.Done);
    }

    private IReadOnlyList<ReviewSummary> List() =>
        [
            Row(0, 3, ReviewStatus.Judged, true, 1),
            Row(1, 4, ReviewStatus.Judged, false, 5),
            Row(2, 5, ReviewStatus.Judging, null, 6),
            Row(3, 2, ReviewStatus.Approved, true, 80),
            Row(4, 1, ReviewStatus.Approved, null, 120) with
            {
                IsRollback = true,
            },
        ];

    private ReviewSummary Row(int i, int version, ReviewStatus status, bool? passed, int hours) =>
        new(
            Ids[i],
            "emoji-classifier",
            Aliases.Champion,
            version,
            2,
            i % 2 == 0 ? "ben@lab.example" : "李雷",
            now.AddHours(-hours),
            status,
            false,
            passed,
            status == ReviewStatus.Approved ? now.AddHours(-hours + 1) : null
        );

    private ReviewDetails Of(ReviewId id)
    {
        var row = List()[Ids.ToList().IndexOf(id)];
        var report = row.Passed is null ? null : Report(row.Version, leaks: row.Passed == false ? 3 : 0);
        var stored = new StoredAliasRules(row.Alias, 2, rules, "anna", now.AddDays(-3));
        var results = report is null
            ? []
            : GateRules
                .Check(rules, report)
                .Append(
                    new(
                        "approvals",
                        row.Status == ReviewStatus.Approved ? true : null,
                        new(
                            "review.rule.approvals.others",
                            ("approvals", 0),
                            ("wanted", 1),
                            ("by", new Refusal("review.nobody")),
                            ("requester", row.RequestedBy)
                        )
                    )
                );
        ReviewLineView Line(long number, ReviewLineKind kind, string by, string? text, Refusal? said = null, string? amended = null, bool own = false) =>
            new(
                number,
                kind,
                row.RequestedAt.AddMinutes(number * 2),
                by,
                null,
                text,
                amended,
                said,
                Artifact,
                kind == ReviewLineKind.Requested ? null : Hash,
                own
            );
        var failed = results.Count(result => result.HasPassed == false);
        List<ReviewLineView> lines =
        [
            Line(
                1,
                row.IsRollback ? ReviewLineKind.RolledBack : ReviewLineKind.Requested,
                row.RequestedBy,
                "it knows the new emoji",
                amended: "it knows the 2026 emoji",
                own: true
            ),
        ];
        if (report is not null)
            lines.Add(Line(2, ReviewLineKind.Judged, "gate", null, failed == 0 ? new("review.gate.passed") : new("review.gate.failed", ("rules", failed))));
        if (row is { Status: ReviewStatus.Approved, IsRollback: false })
            lines.Add(Line(3, ReviewLineKind.Approved, "maria", "better on every class that matters"));
        return new(
            id,
            ModelId.New(),
            row.ModelName,
            row.Alias,
            row.Version,
            ModelVersionId.New(),
            Artifact,
            row.RequestedBy,
            row.RequestedAt,
            row.Status,
            null,
            row.Incumbent,
            2,
            report,
            report is null ? null : Hash,
            stored,
            [.. results],
            lines,
            row.IsRollback,
            null,
            failed > 0 ? new(RefusalKind.Conflict, "review.rules.failed", ("rules", failed)) : null,
            true,
            true
        );
    }

    private GateReport Report(int version, int leaks)
    {
        var classes = SamplePictures.Classes;
        var changes = classes
            .Select((name, i) => new ClassChange(name, 25, 0.72 + (i * 0.02), 0.72 + (i * 0.02) + (i == 3 ? -0.04 : 0.02 * i), new(-0.09, 0.21)))
            .ToList();
        return new(
            "image-classification",
            new("accuracy", Direction.Larger, MetricSpec.Share),
            "emoji-twemoji",
            2,
            Hash,
            200,
            Side(version, 200 - leaks, 0.865, 14.1) with
            {
                Parity = new(16, 2.1e-6, 1e-4, null),
                Weights = new("review.weights.pretrained", ("backbone", "EfficientNetLite0"), ("license", "Apache-2.0")),
            },
            Side(2, 200 - leaks, 0.805, 13.2) with
            {
                Weights = new("review.weights.unknown", ("backbone", "MobileNetV2")),
            },
            new(200 - leaks, 0.805, 0.865, 0.06, new(0.015, 0.105), 5, 17, 0.017),
            changes,
            [
                .. Enumerable
                    .Range(0, leaks)
                    .Select(i => new Leak(
                        $"test/{classes[i]}/{i}.png",
                        pictures.Of(i, 1),
                        $"{classes[i]}/{i + 30}.png",
                        pictures.Of(i, 1),
                        Leak.Candidate,
                        i == 0
                    )),
            ],
            leaks,
            [
                .. Enumerable
                    .Range(0, 22)
                    .Select(i => new ChangedAnswer(
                        $"{classes[i % 8]}/{i}.png",
                        pictures.Of(i % 8, i),
                        classes[i % 8],
                        classes[(i + 3) % 8],
                        i < 17 ? classes[i % 8] : classes[(i + 1) % 8],
                        i < 17
                    )),
            ]
        )
        {
            Settings = [new ComparedSetting("backbone.name", ["MobileNetV2", "EfficientNetLite0"], true), new("stages[1].unfreeze", ["none", "20"], true)],
            OtherData = "emoji-twemoji v1",
            Data = [new ChangeCount(ChangeKinds.Added, 120), new(ChangeKinds.Relabelled, 8)],
        };
    }

    private static GateSide Side(int version, int rows, double accuracy, double bytes) =>
        new(
            version,
            Artifact,
            (long)(bytes * 1e6),
            rows,
            new Dictionary<string, double?> { ["accuracy"] = accuracy, ["loss"] = 1.3 - accuracy },
            new Dictionary<string, Interval?> { ["accuracy"] = new(accuracy - 0.05, accuracy + 0.045), ["loss"] = new(1.2 - accuracy, 1.4 - accuracy) },
            0.041,
            8.4
        );
}
