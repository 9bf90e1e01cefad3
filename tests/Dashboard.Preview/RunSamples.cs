using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Sample answers for Home, Runs, Run and Compare; run 15 trains for ever.</summary>
internal static class RunSamples
{
    private const string Worker = "1 worker here: CPU, 2 cores, training run 15. No GPU found: training will take about 6x longer than on a small GPU.";

    public static void Answer(FakeSender sender, RunFeed feed, SamplePictures pictures, bool empty)
    {
        var now = TimeProvider.System.GetUtcNow();
        var runs = empty ? [] : Make(now);
        SampleRun? Find(RunId id) => runs.FirstOrDefault(r => r.Id == id);

        sender.On<GetHome, HomeView>(_ => Home(runs, pictures));
        sender.On<ListModels, IReadOnlyList<ModelSummary>>(_ => Home(runs, pictures).Models);
        sender.On<ListRuns, RunPageRows>(q => List(runs, q.Filter));
        sender.On<GetRun, RunDetails?>(q => Find(q.Run) is { } run ? Details(run, runs) : null);
        sender.On<GetRunCurves, RunCurves?>(q => Find(q.Run)?.Curves());
        sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(q => Find(q.Run) is { } run ? [.. Log(run).Where(l => l.Sequence > q.After)] : []);
        sender.OnAsync<GetEvaluation, StoredEvaluation?>(async q =>
        {
            await Task.Delay(300);
            return Find(q.Run) is { Finished: not null } run ? run.Evaluation(pictures) : null;
        });
        sender.On<CompareRuns, Outcome<RunComparison>>(q => ComparisonSamples.Compare([.. q.Runs.Select(Find).OfType<SampleRun>()], q.Baseline, pictures));
        sender.On<ArchiveRuns, Outcome>(q => Each(q.Runs, r => r.IsArchived = q.Archived));
        sender.On<TagRuns, Outcome>(q =>
            Each(
                q.Runs,
                r =>
                {
                    r.Tags.RemoveAll(q.Remove.Contains);
                    r.Tags.AddRange(q.Add.Except(r.Tags));
                }
            )
        );
        sender.On<RenameRun, Outcome>(q => Each([q.Run], r => r.Name = q.Name));
        sender.On<WriteRunNotes, Outcome>(q =>
            Find(q.Run) is { } run && EditedText.Check(q.Began, run.Notes, q.Notes, "words.edited.notes") is { } conflict
                ? Outcome.Refused(conflict)
                : Each([q.Run], r => r.Notes = q.Notes)
        );
        sender.On<StopRun, Outcome>(q => Each([q.Run], r => r.Status = RunStatus.Stopping));
        sender.On<ResumeRun, Outcome>(q => Each([q.Run], r => r.Status = RunStatus.Queued));
        sender.On<RegisterModel, Outcome<RegisteredVersion>>(q =>
            q.ModelName == "refuse"
                ? Outcome<RegisteredVersion>.Refused(
                    Refusal.OfSentence("Preprocessing parity failed: picture Objects/1f4a1.png gives logits that differ by 0.31 (allowed 1e-4).")
                )
                : new RegisteredVersion(ModelId.New(), q.ModelName, 4)
        );
        sender.On<FindBaseline, BaselineRun?>(q =>
            runs.FirstOrDefault(r =>
                r.Dataset == q.Dataset && Baselines.Of(q.Spec) is { } wanted && r.Spec.Backbone == wanted.Backbone && Baselines.IsAlike(r.Spec, wanted)
            )
                is { } found
                ? new(found.Id, found.Number, found.Spec.Backbone.Name!, found.Status, MetricSet.OfOlderRuns.PrimarySpec, found.BestAccuracy)
                : null
        );
        sender.On<StartBaseline, Outcome<RunId>>(_ => RunId.New());
        sender.On<TrainMoreEpochs, Outcome<RunId>>(q => q.Run);
        sender.On<StartExampleRuns, Outcome<IReadOnlyList<RunId>>>(_ => Outcome.Of<IReadOnlyList<RunId>>([RunId.New()]));
        sender.OnAsync<PredictWithRun, Outcome<PredictionResult>>(async q =>
        {
            await Task.Delay(900);
            return q.Question.Text is { } text ? AnswerSamples.OfText(text) : AnswerSamples.Of(Find(q.Run)?.Spec.Task, 48);
        });
        sender.OnAsync<GetTellingWords, Outcome<ClassWords>>(async q =>
        {
            for (var i = 1; i <= 90; i++)
            {
                q.Progress.Report(new(i, 90));
                await Task.Delay(20);
            }
            return TextSamples.Words(q.Class);
        });

        Outcome Each(IEnumerable<RunId> ids, Action<SampleRun> change)
        {
            foreach (var run in ids.Select(Find).OfType<SampleRun>())
            {
                change(run);
                feed.Publish(new(run.Id, [], run.Status));
            }
            return Outcome.Done;
        }

        if (runs.FirstOrDefault(r => r.Status == RunStatus.Running) is { } live)
            Train(live, feed);
    }

    private static List<SampleRun> Make(DateTimeOffset now)
    {
        var made = new List<SampleRun>();
        (string Backbone, string Strategy, double Reach, RunStatus Status, string[] Tags)[] plan =
        [
            ("EfficientNetLite0", StrategyNames.FeatureExtraction, 0.69, RunStatus.Completed, ["example"]),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.70, RunStatus.Completed, ["example"]),
            ("EfficientNetLite0", StrategyNames.FromScratch, 0.31, RunStatus.StoppedEarly, ["example"]),
            ("MobileNetV3Small", StrategyNames.FeatureExtraction, 0.66, RunStatus.Completed, []),
            ("MobileNetV3Small", StrategyNames.FineTuning, 0.68, RunStatus.Completed, ["sweep"]),
            ("EfficientNetB0", StrategyNames.FeatureExtraction, 0.72, RunStatus.Completed, ["sweep"]),
            ("EfficientNetB0", StrategyNames.FineTuning, 0.755, RunStatus.Completed, ["sweep", "candidate"]),
            ("EfficientNetB0", StrategyNames.Everything, 0.74, RunStatus.StoppedEarly, ["sweep"]),
            ("EfficientNetB0", StrategyNames.FineTuning, 0.75, RunStatus.Completed, ["sweep"]),
            ("EfficientNetB0", StrategyNames.FineTuning, 0.762, RunStatus.Completed, ["sweep", "candidate"]),
            ("MobileNetV3Small", StrategyNames.Everything, 0.6, RunStatus.Diverged, []),
            ("EfficientNetLite0", StrategyNames.FeatureExtraction, 0.685, RunStatus.Failed, []),
            ("EfficientNetLite0", StrategyNames.FeatureExtraction, 0.685, RunStatus.Cancelled, []),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.705, RunStatus.Completed, []),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.71, RunStatus.Running, ["long"]),
            ("EfficientNetB0", StrategyNames.FeatureExtraction, 0.71, RunStatus.Queued, []),
            ("EfficientNetLite0", StrategyNames.FeatureExtraction, 0.69, RunStatus.Completed, ["5 folds"]),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.71, RunStatus.Completed, ["labels"]),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.73, RunStatus.Completed, ["numbers"]),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.64, RunStatus.Completed, ["objects"]),
            ("EfficientNetLite0", StrategyNames.FineTuning, 0.67, RunStatus.Completed, ["objects"]),
        ];
        for (var i = 0; i < plan.Length; i++)
        {
            var (backbone, strategy, reach, status, tags) = plan[i];
            var spec = SpecPresets.For(strategy, backbone, "dataset:emoji-twemoji/v1", imageSize: 128) with
            {
                Seed = i % 3,
                Head = new() { Dropout = i % 2 == 0 ? 0.2 : 0.4 },
                BatchNormMode = i == 8 ? "train" : "inference",
            };
            if (i == 16)
                spec = spec with { CrossValidation = new() };
            if (i == 17)
                spec = spec with
                {
                    Task = "multi-label-classification",
                    Loss = new() { Class = "BinaryCrossentropy" },
                };
            if (i == 18)
                spec = spec with
                {
                    Task = "regression",
                    Loss = new() { Class = "MeanSquaredError" },
                };
            if (i >= 19)
                spec = spec with
                {
                    Task = "object-detection",
                    Head = new(),
                    Loss = new() { Class = "FCOSLoss" },
                };
            if (status == RunStatus.Running)
                spec = spec with { Stages = [spec.Stages[0] with { Epochs = 8 }, spec.Stages[1] with { Epochs = 52 }] };
            var run = new SampleRun(i + 1, spec, status, reach, now.AddMinutes(-(plan.Length - i) * (i < 10 ? 190 : 21)), i % 3);
            run.Tags.AddRange(tags);
            var epochs = status switch
            {
                RunStatus.Queued or RunStatus.Failed => 0,
                RunStatus.Running => 11,
                RunStatus.Diverged => 4,
                RunStatus.Cancelled => 4,
                RunStatus.StoppedEarly => spec.TotalEpochs - 4,
                _ => spec.PlannedEpochs,
            };
            for (var e = 0; e < epochs; e++)
                run.NextEpoch(diverges: status == RunStatus.Diverged, overfits: i == 13);
            if (status.IsFinished())
                run.Finished = run.Created.AddSeconds(9 + run.Epochs.Sum(e => e.Seconds));
            if (i == 13)
                run.Attention = "Validation loss has risen since epoch 7 while training loss fell: overfitting.";
            if (status == RunStatus.Failed)
                (run.StatusDetail, run.Attention) = (
                    "The child ended with signal 9 (killed); the machine was out of memory.",
                    "Out of memory: a smaller batch or image size will fit."
                );
            if (status == RunStatus.Diverged)
                run.StatusDetail = "The loss was not finite at epoch 4, step 12.";
            if (status == RunStatus.Queued)
                run.StatusDetail = "Waits for run 15, which uses the only CPU slot.";
            made.Add(run);
        }
        made.Add(OfTexts(now, 22, null, 0.78));
        made.Add(OfTexts(now, 23, "AllMiniLML6V2", 0.86));
        made.Add(OfTexts(now, 24, "AllMiniLML6V2", 0.85, seed: 7));
        made[6].Notes = "Same split as run 6; dropout 0.4 helped on Symbols.";
        return made;
    }

    /// <param name="backbone">Null for the one that a form begins with.</param>
    private static SampleRun OfTexts(DateTimeOffset now, int number, string? backbone, double reach, int seed = 0)
    {
        var draft = new RunDraft();
        draft.ChooseDataset(
            new(SampleIds.ReviewDataset, SampleIds.Reviews, "hotel-reviews", 1, 640, [new("0", 200), new("1", 440)], null) { Input = TextInputCard.InputName }
        );
        if (backbone is not null)
            draft.ChooseBackbone(backbone);
        draft.Change(draft.Spec with { Seed = seed });
        var run = new SampleRun(number, draft.Spec, RunStatus.Completed, reach, now.AddMinutes(number - 37), 1);
        run.Tags.Add("texts");
        for (var e = 0; e < draft.Spec.PlannedEpochs; e++)
            run.NextEpoch();
        run.Finished = run.Created.AddSeconds(14);
        return run;
    }

    private static HomeView Home(List<SampleRun> runs, SamplePictures pictures)
    {
        var last = runs.Where(r => r.Finished is not null).MaxBy(r => r.Number);
        ModelSummary[] models = [];
        if (last is not null)
        {
            VersionSummary Version(int n, double accuracy) =>
                new(
                    ModelVersionId.New(),
                    n,
                    MetricSet.OfOlderRuns.PrimarySpec,
                    MetricValues.Of(("val_loss", 0.74), ("val_accuracy", accuracy)),
                    "EfficientNetB0",
                    StrategyNames.FineTuning,
                    "emoji-twemoji",
                    1,
                    runs[9].Id,
                    10,
                    2,
                    null,
                    n == 3 ? [Aliases.Champion] : [],
                    16_300_000,
                    pictures.Of(1, 1),
                    runs[9].Created
                );
            models =
            [
                new(
                    ModelId.New(),
                    "emoji-classifier",
                    "Eight kinds of emoji",
                    4,
                    new Dictionary<string, int> { [Aliases.Champion] = 3, [Aliases.Staging] = 4 },
                    Version(4, 0.79),
                    Version(3, 0.807),
                    [0.69, 0.74, 0.807, 0.79],
                    runs[9].Created,
                    false
                ),
                new(
                    ModelId.New(),
                    "emoji-small",
                    "For phones",
                    1,
                    new Dictionary<string, int> { [Aliases.Staging] = 1 },
                    Version(1, 0.68),
                    null,
                    [0.68],
                    runs[4].Created,
                    false
                ),
            ];
        }
        return new(
            [.. runs.Where(r => r.Status is RunStatus.Running or RunStatus.Queued).Select(r => r.Row())],
            last?.Row(),
            last is null ? null : Headline(last),
            last is null ? null : pictures.Of(6, 3),
            "Took a Symbols picture for Objects, 97.1 % sure",
            [.. runs.Where(r => r.Finished is not null).Reverse<SampleRun>().Take(6).Select(r => r.Row())],
            models,
            runs.Count == 0 ? "1 worker here: CPU, 2 cores, idle. No GPU found: training will take about 6x longer than on a small GPU." : Worker,
            runs.Count == 0 ? 0 : 2,
            runs.Count,
            runs.Count == 0
        );
    }

    private static RunPageRows List(List<SampleRun> runs, RunFilter f)
    {
        var rows = runs.Select(r => r.Row())
            .Where(r =>
                (f.IncludeArchived || !r.IsArchived)
                && (f.Statuses.Count == 0 || f.Statuses.Contains(r.Status))
                && (f.Backbone is null || r.Backbone == f.Backbone)
                && (f.Strategy is null || r.Strategy == f.Strategy)
                && (f.Tag is null || r.Tags.Contains(f.Tag))
                && (
                    string.IsNullOrWhiteSpace(f.Search)
                    || f.Search.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .All(w =>
                            $"{r.Number} {r.Name} {r.Backbone} {r.Strategy} {r.Dataset} {r.Notes} {string.Join(' ', r.Tags)}".Contains(
                                w,
                                StringComparison.OrdinalIgnoreCase
                            )
                        )
                )
            );
        Func<RunRow, IComparable?> key = f.Sort switch
        {
            "name" => r => r.Name,
            "status" => r => r.Status,
            "backbone" => r => r.Backbone,
            "strategy" => r => r.Strategy,
            "dataset" => r => r.Dataset,
            "val_accuracy" => r => r.PrimaryValue ?? -1,
            "val_loss" => r => r.Metrics["val_loss"] ?? 99,
            "duration" => r => (r.FinishedAt ?? r.CreatedAt) - r.CreatedAt,
            _ => r => r.Number,
        };
        var sorted = (f.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ToList();
        return new(
            sorted.Count,
            [.. sorted.Skip(f.Skip).Take(f.Take)],
            ["candidate", "example", "long", "sweep"],
            ["EfficientNetB0", "EfficientNetLite0", "MobileNetV3Small"],
            [.. MetricSet.OfOlderRuns.Names]
        );
    }

    private static string Headline(SampleRun run) =>
        run.Status switch
        {
            RunStatus.Queued => $"Run {run.Number} waits in the queue",
            RunStatus.Running => $"Run {run.Number} is training: {run.BestAccuracy:P1} right so far, epoch {run.Epochs.Count + 1} of {run.Spec.TotalEpochs}"
                .Replace("%", " %")
                .Replace("  ", " "),
            RunStatus.Failed => $"Run {run.Number} failed before its first epoch",
            RunStatus.Diverged => $"Run {run.Number} diverged at epoch {run.Epochs.Count}",
            RunStatus.Cancelled => $"Run {run.Number} was cancelled at epoch {run.Epochs.Count} of {run.Spec.TotalEpochs}",
            _ when RunWords.Folds(run.Row()) is { } folds => folds,
            _ =>
                $"Run {run.Number} finished: {run.BestAccuracy * 100:0.0} % of validation {InputCards.Of(run.Spec).Noun(2)} right, best at epoch {run.BestEpoch + 1} of {run.Spec.TotalEpochs}",
        };

    private static RunDetails Details(SampleRun run, List<SampleRun> runs)
    {
        var layers = run.Spec.Backbone.Name == "EfficientNetLite0" ? 147 : 237;
        var first = 0;
        var ledger = run
            .Spec.Stages.Select(
                (stage, i) =>
                {
                    var trains = stage.Unfreeze.IsAll ? layers : stage.Unfreeze.LastLayers ?? 0;
                    var states = string.Concat(
                        Enumerable
                            .Range(0, layers)
                            .Select(l =>
                                l < layers - trains ? 'f'
                                : l % 3 == 1 ? (run.Spec.BatchNormMode == "train" ? 'b' : 'i')
                                : 't'
                            )
                    );
                    var begin = first;
                    first += stage.Epochs;
                    var done = run.Epochs.Count >= first;
                    return new StageLedger(
                        i,
                        stage.Name,
                        begin,
                        first - 1,
                        [.. Enumerable.Range(layers - trains, trains).Select(l => $"block{l / 20}_layer_{l}"), "predictions"],
                        10_248 + trains * 40_000,
                        run.Spec.BatchNormMode,
                        stage.Optimizer.Number("learningRate", 0.001),
                        states,
                        "3f9a1c0b72d4e8856a01" + new string('0', 40) + "9c41",
                        done ? "3f9a1c0b72d4e8856a01" + new string('0', 40) + "9c41" : null,
                        done ? true : null
                    );
                }
            )
            .Where(l => l.FirstEpoch <= Math.Max(0, run.Epochs.Count))
            .ToList();
        RunWarning[] warnings =
            run.Number == 14
                ?
                [
                    new(
                        "overfitting",
                        "Validation loss has risen for 9 epochs (0.61 to 0.93) while training loss fell: the model learns the training pictures by heart.",
                        6,
                        [
                            new("More augmentation", "flips, rotation, zoom and contrast", run.Spec),
                            new("More dropout", "0.5 before the classifier", run.Spec with { Head = new() { Dropout = 0.5 } }),
                            new("L2 on the head", "1e-4", run.Spec),
                            new("Fewer trainable layers", "last 10 instead of 20", run.Spec),
                            new("Stop earlier", "patience 3, best weights restored", run.Spec),
                        ]
                    ),
                ]
            : run.Number == 9
                ?
                [
                    new(
                        "batchnorm-jump",
                        "Validation accuracy fell from 70.1 % to 61.3 % when fine-tuning began: BatchNormalization in training mode re-learns its statistics from small batches. Keras 3 does the same.",
                        5,
                        [new("BatchNorm in inference mode", "statistics stay fixed", run.Spec with { BatchNormMode = "inference" })]
                    ),
                ]
            : [];
        IReadOnlyList<RunFile> files = run.Finished is null
            ? []
            :
            [
                new("best.keras", 16_301_224, new string('b', 64), $"/runs/{run.Id}/files/best.keras"),
                new("last.keras", 16_301_224, null, $"/runs/{run.Id}/files/last.keras"),
                new("spec.json", 2_841, null, $"/runs/{run.Id}/files/spec.json"),
                new("history.json", 1_922, null, $"/runs/{run.Id}/files/history.json"),
                new("evaluation.json", 71_034, null, $"/runs/{run.Id}/files/evaluation.json"),
            ];
        return new(
            run.Row(),
            Headline(run),
            StrategySentence.Describe(run.Spec, 8),
            run.Spec,
            [
                new("data.imageSize", "[128, 128]", "[224, 224]"),
                new("head.dropout", run.Spec.Head!.Dropout.ToString(System.Globalization.CultureInfo.InvariantCulture), "0.2"),
                new("seed", run.Spec.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture), "0"),
            ],
            ledger,
            run.Epochs.Count == 0
                ? null
                : new(layers + 3, 3_423_272, 10_248, 1_267, 316, SamplePictures.Classes, "CPU, 2 threads", "frozen part ran once a picture"),
            run.Progress,
            warnings,
            files,
            run.Number == 10 ? runs[6].Id : null,
            run.Number == 10 ? 7 : null,
            1,
            "val_accuracy",
            run.Number == 10 ? [new(new("emoji-classifier"), 3)] : [],
            run.Finished is not null && run.Epochs.Count > 3,
            SampleIds.EmojiDataset,
            SamplePictures.Classes
        )
        {
            Features =
            [
                .. ledger.Select(
                    (l, i) =>
                        new StageFeatures(
                            i,
                            run.Spec.Augmentation.Count > 0 ? 316 : 1_583,
                            i > 0 || run.Number % 2 == 0 ? 0
                                : run.Spec.Augmentation.Count > 0 ? 316
                                : 1_583,
                            l.LayerStates.Count(c => c == 'f')
                        )
                ),
            ],
        };
    }

    private static IEnumerable<RunLogLine> Log(SampleRun run)
    {
        long n = 0;
        yield return new(++n, run.Created, "queued", "Queued in group cpu");
        if (run.Status == RunStatus.Queued)
            yield break;
        yield return new(
            ++n,
            run.Created.AddSeconds(4),
            "started",
            "Started on node here: CPU, 2 threads; 1,267 training and 316 validation pictures; frozen part runs once a picture"
        );
        if (run.Status == RunStatus.Failed)
        {
            yield return new(++n, run.Created.AddSeconds(9), "stderr", "terminate called after throwing an instance of 'std::bad_alloc'");
            yield return new(++n, run.Created.AddSeconds(9), "finished", run.StatusDetail!);
        }
        foreach (var e in run.Epochs)
        {
            yield return new(++n, e.Time, "epoch", RunEventWords.Describe(e));
            if (e.Epoch == run.BestEpoch)
                yield return new(++n, e.Time.AddSeconds(0.1), "checkpoint", $"Best so far, kept as best.keras (epoch {e.Epoch + 1})");
        }
        if (run.Finished is { } end)
            yield return new(++n, end, "finished", $"{run.Status}: best val_accuracy {run.BestAccuracy:0.000} at epoch {run.BestEpoch + 1}");
    }

    // Two progress events a second, an epoch every five.
    private static void Train(SampleRun run, RunFeed feed)
    {
        var step = 0;
        var timer = new System.Timers.Timer(500) { AutoReset = true };
        timer.Elapsed += (_, _) =>
        {
            if (run.Status is RunStatus.Stopping)
            {
                (run.Status, run.Finished) = (RunStatus.Cancelled, TimeProvider.System.GetUtcNow());
                feed.Publish(new(run.Id, [], run.Status));
                timer.Stop();
                return;
            }
            step += 4;
            var left = (run.Spec.TotalEpochs - run.Epochs.Count - step / 40.0) * 5;
            run.Progress = new(run.Epochs.Count, Math.Min(step, 40), 40, 0.6, 302 + step, left) { Time = TimeProvider.System.GetUtcNow() };
            var events = new List<RunEvent> { run.Progress };
            if (step >= 40)
            {
                step = 0;
                if (run.Epochs.Count >= run.Spec.TotalEpochs)
                    run.Epochs.Clear();
                events.Add(run.NextEpoch());
            }
            feed.Publish(new(run.Id, events, run.Status));
        };
        timer.Start();
    }
}
