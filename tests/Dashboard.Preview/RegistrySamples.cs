using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Two models; aliases really move, and a reason "too late" is refused as if somebody had moved one meanwhile.</summary>
internal sealed class RegistrySamples
{
    private readonly Dictionary<string, ModelDetails> models = [];
    private readonly Dictionary<ModelId, List<ActivityLine>> histories = [];
    private readonly Dictionary<(string, int), SampleRun> runs = [];
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private readonly List<(CardSection Section, CardWords Words)> words = [];

    public static void Answer(FakeSender sender, SamplePictures pictures, bool empty)
    {
        var samples = new RegistrySamples();
        if (!empty)
            samples.Fill();
        sender.On<ListModels, IReadOnlyList<ModelSummary>>(q =>
            [.. samples.models.Values.Where(m => q.IncludeArchived || !m.IsArchived).Select(samples.Summary)]
        );
        sender.On<ListHistory, IReadOnlyList<ActivityLine>>(q =>
            samples.histories.TryGetValue(new ModelId(q.Of.Id ?? default), out var lines)
                ? [.. lines]
                : [new(samples.now.AddHours(-2), "admin", "changed", "The name was changed.", null)]
        );
        sender.On<ListUploadsInUse, IReadOnlyList<string>>(_ => []);
        sender.On<GetModel, ModelDetails?>(q => samples.models.GetValueOrDefault(q.Name));
        sender.On<ListCertificates, IReadOnlyList<CertificateRow>>(_ =>
            [
                new(
                    CertificateStatus.Done,
                    null,
                    null,
                    "anna",
                    TimeProvider.System.GetUtcNow().AddHours(-3),
                    TimeProvider.System.GetUtcNow().AddHours(-2),
                    new RerunReport(RerunVerdict.Equal, 0, 12, true).Said.Sentence,
                    new(RerunVerdict.Equal, 0, 12, true)
                ),
                new(
                    CertificateStatus.Done,
                    1,
                    null,
                    "ben",
                    TimeProvider.System.GetUtcNow().AddDays(-3),
                    TimeProvider.System.GetUtcNow().AddDays(-3),
                    new RerunReport(RerunVerdict.Different, 0, 0, false) { ChangedFile = "cat/017.jpg" }
                        .Said
                        .Sentence,
                    new(RerunVerdict.Different, 0, 0, false) { ChangedFile = "cat/017.jpg" }
                ),
            ]
        );
        sender.On<StartCertificate, Outcome>(_ => Outcome.Done);
        sender.On<StopCertificate, Outcome>(_ => Outcome.Done);
        sender.On<GetModelVersion, ModelVersionDetails?>(q => samples.Version(q.ModelName, q.Number, pictures));
        ExplanationSamples.Answer(sender);
        sender.On<GetModelCard, ModelCard?>(q => samples.Version(q.ModelName, q.Number, pictures) is { } version ? samples.Card(version) : null);
        sender.On<WriteModelCard, Outcome>(q =>
        {
            samples.words.Insert(0, (q.Section, new(q.Text, "anna", null, TimeProvider.System.GetUtcNow())));
            return Outcome.Done;
        });
        sender.OnAsync<GetAliasImpact, AliasImpact?>(async q =>
        {
            await Task.Delay(250);
            return samples.Impact(q);
        });
        sender.On<MoveAlias, Outcome>(samples.Move);
        sender.On<RemoveAlias, Outcome>(q =>
            samples.Change(
                q.Model,
                m => m with { Aliases = m.Aliases.Where(a => a.Key != q.Alias).ToDictionary() },
                $"{q.Alias} taken from v{samples.Of(q.Model).Aliases[q.Alias]}",
                q.Reason
            )
        );
        sender.On<DescribeModel, Outcome>(q => samples.Change(q.Model, m => m with { Description = q.Description }, "Description changed", null));
        sender.On<ArchiveModel, Outcome>(q => samples.Change(q.Model, m => m with { IsArchived = q.Archived }, q.Archived ? "Archived" : "Brought back", null));
        sender.OnAsync<PredictWithVersion, Outcome<PredictionResult>>(async _ =>
        {
            await Task.Delay(900);
            return AnswerSamples.Of(null, 31);
        });
    }

    private ModelCard Card(ModelVersionDetails version)
    {
        var names = version.ClassNames.Select((name, i) => new CardClass(name, 120 - 11 * i, 24, 0.97 - 0.06 * i)).ToList();
        IReadOnlyList<Refusal> Facts(CardSection section) =>
            section switch
            {
                CardSection.What =>
                [
                    new("card.what", ("model", version.ModelName), ("version", $"{version.Version.Number}"), ("strategy", version.StrategyInWords)),
                    new("card.answers", ("count", names.Count), ("names", string.Join(", ", version.ClassNames))),
                    new("card.weights", ("weights", new Refusal("review.weights.pretrained", ("backbone", "EfficientNetLite0"), ("license", "Apache-2.0")))),
                    new("card.file", ("bytes", version.Version.Bytes), ("hash", version.Version.Artifact)),
                ],
                CardSection.Data => [new("card.data.split", ("validation", 96), ("seed", "42")), new("card.data.sealed", ("test", 60))],
                CardSection.Metrics =>
                [
                    new("card.metric", ("metric", "accuracy"), ("value", "0.9131")),
                    new("card.holdout", ("metric", "accuracy"), ("value", "0.9"), ("rows", 60), ("low", "0.8"), ("high", "0.9667"), ("date", "2026-11-29")),
                    new("card.latency", ("milliseconds", "6.4")),
                ],
                CardSection.Limits => [new("card.limit.names"), new("card.limit.attribution")],
                _ => [],
            };
        return new(
            version.Version.Id,
            version.ModelName,
            version.Version.Number,
            version.Version.Input,
            version.Version.Aliases,
            [
                .. Enum.GetValues<CardSection>()
                    .Select(section => new CardPart(section, Facts(section), [.. words.Where(w => w.Section == section).Select(w => w.Words)])),
            ],
            names
        );
    }

    private void Fill()
    {
        (string Backbone, string Strategy, double Reach)[] plan =
        [
            ("EfficientNetLite0", StrategyNames.FromScratch, 0.41),
            ("EfficientNetLite0", StrategyNames.FeatureExtraction, 0.68),
            ("MobileNetV3Small", StrategyNames.FeatureExtraction, 0.66),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.70),
            ("EfficientNetB0", StrategyNames.FeatureExtraction, 0.71),
            ("EfficientNetB0", StrategyNames.FineTuning, 0.74),
            ("EfficientNetB0", StrategyNames.FineTuning, 0.752),
        ];
        Add(
            "emoji-classifier",
            "Sorts emoji into their eight categories. Flat drawings only; photographs were never seen.",
            plan,
            new()
            {
                [Aliases.Champion] = 6,
                [Aliases.Challenger] = 7,
                [Aliases.Staging] = 4,
            }
        );
        Add("leaf-disease", "", plan[1..3], []);
        Add("emoji-attributes", "Says what is to be seen on an emoji.", plan[3..4], [], "multi-label-classification");
        Add("emoji-brightness", "", plan[3..4], [], "regression");
    }

    private void Add(
        string name,
        string description,
        (string Backbone, string Strategy, double Reach)[] plan,
        Dictionary<string, int> aliases,
        string? task = null
    )
    {
        var versions = new List<VersionSummary>();
        var activity = new List<ActivityLine>();
        for (var i = 0; i < plan.Length; i++)
        {
            var (backbone, strategy, reach) = plan[i];
            var spec = SpecPresets.For(strategy, backbone, "dataset:emoji-twemoji/v1", imageSize: 128) with { Task = task ?? new TrainingSpec().Task };
            var run = new SampleRun(i + 2, spec, RunStatus.Completed, reach, now.AddHours(-30 + i * 4), i);
            for (var e = 0; e < spec.TotalEpochs; e++)
                run.NextEpoch();
            runs[(name, i + 1)] = run;
            versions.Add(
                new(
                    ModelVersionId.New(),
                    i + 1,
                    MetricSet.OfOlderRuns.PrimarySpec,
                    run.Best,
                    backbone,
                    strategy,
                    "emoji-twemoji",
                    1,
                    run.Id,
                    run.Number,
                    i == 6 ? 6 : null,
                    null,
                    [.. aliases.Where(a => a.Value == i + 1).Select(a => a.Key)],
                    backbone == "MobileNetV3Small" ? 4_100_000 : 14_800_000,
                    Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name + i))),
                    run.Created.AddMinutes(20)
                )
            );
            activity.Insert(0, new(run.Created.AddMinutes(20), "admin", "version-registered", $"v{i + 1} registered from run {run.Number}", null));
        }
        if (aliases.Count > 0)
            activity.Insert(
                0,
                new(
                    now.AddMinutes(-52),
                    "admin",
                    "alias-moved",
                    "champion moved from v4 to v6",
                    "Two points better on the same pictures, and still under 10 ms."
                )
            );
        models[name] = new(ModelId.New(), name, description, false, 12, aliases, versions);
        histories[models[name].Id] = activity;
    }

    private ModelSummary Summary(ModelDetails m) =>
        new(
            m.Id,
            m.Name,
            m.Description,
            m.Versions.Count,
            m.Aliases,
            m.Versions[^1],
            m.Versions.FirstOrDefault(v => v.Aliases.Contains(Aliases.Champion)),
            [.. m.Versions.Select(v => v.PrimaryValue)],
            histories[m.Id][0].Time,
            m.IsArchived
        );

    private ModelVersionDetails? Version(string name, int number, SamplePictures pictures)
    {
        if (models.GetValueOrDefault(name) is not { } model || model.Versions.FirstOrDefault(v => v.Number == number) is not { } version)
            return null;
        var run = runs[(name, number)];
        run.Finished = run.Created.AddMinutes(2);
        var evaluation = run.Evaluation(pictures);
        PreprocessingStepView[] steps =
        [
            new("Decode", "RGB, EXIF turned, sRGB"),
            new("Resize", "128 × 128 px, bilinear, aspect ratio not kept"),
            new("Scale", "value / 127.5 − 1, to −1 … 1"),
        ];
        return new(
            model.Id,
            name,
            model.Revision,
            model.Aliases,
            version,
            model.Description,
            run.Spec,
            StrategySentence.Describe(run.Spec, 8),
            run.Curves(),
            evaluation,
            steps,
            evaluation.Predictions!.Names,
            "0.1.0",
            "8 pictures, largest logit difference 2e-6",
            number == 1,
            $"/models/{name}/versions/{number}/model.keras",
            number == 7 ? model.Versions[5] : null
        );
    }

    private AliasImpact? Impact(GetAliasImpact q)
    {
        var model = Of(q.Model);
        var candidate = model.Versions.First(v => v.Number == q.Version);
        var incumbent = model.Versions.FirstOrDefault(v => v.Aliases.Contains(q.Alias));
        ComparedMetric Metric(string name, string? unit, Direction better, double? was, double? becomes) =>
            new(name, unit, better, [was, becomes], [null, becomes - was], null);
        var delta = (candidate.PrimaryValue - incumbent?.PrimaryValue) * 100;
        return new(
            incumbent?.Number,
            [
                Metric("Validation accuracy", MetricSpec.Share, Direction.Larger, incumbent?.PrimaryValue, candidate.PrimaryValue),
                Metric("Validation loss", null, Direction.Smaller, incumbent?.Metrics["val_loss"], candidate.Metrics["val_loss"]),
                Metric("Macro F1", MetricSpec.Share, Direction.Larger, incumbent?.PrimaryValue - 0.02, candidate.PrimaryValue - 0.018),
                Metric("Size", "MB", Direction.Smaller, incumbent?.Bytes / 1e6, candidate.Bytes / 1e6),
            ],
            incumbent is null ? $"v{q.Version} becomes the first {q.Alias}."
                : incumbent.Number == q.Version ? $"v{q.Version} is {q.Alias} already."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"v{q.Version} replaces v{incumbent.Number} as {q.Alias}: validation accuracy changes by {delta:+0.0;-0.0;0.0} points on the same 316 pictures (95 % interval {delta - 1.7:+0.0;-0.0;0.0} to {delta + 1.7:+0.0;-0.0;0.0})."
                )
        );
    }

    private Outcome Move(MoveAlias q)
    {
        var model = Of(q.Model);
        if (q.Reason == "too late")
            return Outcome.Refused(Refusal.OfSentence($"Somebody moved an alias of {model.Name} meanwhile."));
        return Change(
            q.Model,
            m => m with { Aliases = new Dictionary<string, int>(m.Aliases) { [q.Alias] = q.Version } },
            $"{q.Alias} moved to v{q.Version}",
            q.Reason
        );
    }

    private ModelDetails Of(ModelId id) => models.Values.First(m => m.Id == id);

    private Outcome Change(ModelId id, Func<ModelDetails, ModelDetails> change, string sentence, string? reason)
    {
        var changed = change(Of(id));
        models[changed.Name] = changed with
        {
            Revision = changed.Revision + 1,
            Versions = [.. changed.Versions.Select(v => v with { Aliases = [.. changed.Aliases.Where(a => a.Value == v.Number).Select(a => a.Key)] })],
        };
        histories[id].Insert(0, new(TimeProvider.System.GetUtcNow(), "admin", "changed", sentence, reason));
        return Outcome.Done;
    }
}
