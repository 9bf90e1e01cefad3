using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Toy.Tests.Core;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Toy.Tests;

/// <summary>A task and an input of their own, which the program has never heard of, are trained whole.</summary>
public sealed class ToyRunTests
{
    private static readonly string[] Files = ["history.json", "evaluation.json", "predictions.jsonl", "preprocessing.json"];

    [Theory]
    [InlineData(false, 0, 3)]
    [InlineData(false, 2, 5)]
    [InlineData(true, 1, 1)]
    [InlineData(true, 3, 6)]
    public void Run_StoppedWithinAnEpochAndResumed_EqualsTheUndisturbedRun(bool partners, int epoch, int step)
    {
        using var folder = new ToyFolder();
        var spec = folder.Spec(partners);
        var whole = folder.Run(spec, "whole");
        using var stop = new CancellationTokenSource();
        var stopped = folder.Run(
            spec,
            "parts",
            stop: stop,
            react: e =>
            {
                if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step)
                    stop.Cancel();
            }
        );
        Assert.Equal("cancelled", stopped.Status);
        Assert.Equal(("completed", whole.WeightsHash), (folder.Run(spec, "parts", resume: true) is var resumed ? resumed.Status : "", resumed.WeightsHash));
        foreach (var file in Files)
        {
            Assert.Equal(File.ReadAllText(folder.Out("whole/" + file)), File.ReadAllText(folder.Out("parts/" + file)));
        }
    }

    // In memory, nowhere, and as far as memory goes.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FrozenPart_RunsOnceAnExample_AndChangesNoNumber(bool partners)
    {
        using var folder = new ToyFolder();
        var spec = folder.Spec(partners);
        var features = new List<FeaturesEvent>();
        var kept = folder.Run(spec, "kept", react: e => features.AddRange(e is FeaturesEvent f ? [f] : []));
        Assert.Equal(partners ? 11 : 38, features[0].Cached);
        Assert.Equal(partners ? 11 : 38, features[0].Computed);
        Assert.Equal(kept.WeightsHash, folder.Run(spec, "anew", cacheBytes: 0).WeightsHash);
        features.Clear();
        Assert.Equal(kept.WeightsHash, folder.Run(spec, "some", cacheBytes: 800, react: e => features.AddRange(e is FeaturesEvent f ? [f] : [])).WeightsHash);
        Assert.InRange(features[^1].Cached, 1, (partners ? 11 : 38) - 1);
        foreach (var file in Files)
        {
            Assert.Equal(File.ReadAllText(folder.Out("kept/" + file)), File.ReadAllText(folder.Out("anew/" + file)));
            Assert.Equal(File.ReadAllText(folder.Out("kept/" + file)), File.ReadAllText(folder.Out("some/" + file)));
        }
    }

    [Fact]
    public void MetricOfTheWholeSet_IsMonitored_AndStopsARunEarly()
    {
        using var folder = new ToyFolder();
        var spec = folder.Spec(
            false,
            new ComponentSpec("EarlyStopping", ("monitor", "val_pair_order"), ("patience", 0), ("minDelta", 1e9)),
            new ComponentSpec("ModelCheckpoint", ("monitor", "val_pair_order"))
        );
        var events = new List<RunEvent>();
        Assert.Equal("stopped_early", folder.Run(spec with { Stages = [spec.Stages[0] with { Epochs = 6 }] }, "run", react: events.Add).Status);
        var epochs = events.OfType<EpochEvent>().ToList();
        Assert.Equal(2, epochs.Count);
        Assert.All(epochs, e => Assert.InRange(e.Metrics["val_pair_order"]!.Value, 0.0, 1.0));
        Assert.Equal("val_pair_order", events.OfType<StartedEvent>().Single().PrimaryMetric);
    }

    [Fact]
    public void Threshold_IsFittedAfterTraining_AndStoredWithTheModel()
    {
        using var folder = new ToyFolder();
        folder.Run(folder.Spec(), "run");
        var predictions = PredictionsFile.Read(folder.Out("run/predictions.jsonl"));
        var stored = JsonNode.Parse(File.ReadAllText(folder.Out("run/preprocessing.json")))!;
        Assert.Equal(ToyReport.Fit(predictions), (double)stored["decoding"]!["threshold"]!);
        var report = new ToyReport(predictions, ToyReport.Fit(predictions));
        Assert.Equal(
            report.Over()["odd_accuracy"]!.Value,
            (double)JsonNode.Parse(File.ReadAllText(folder.Out("run/evaluation.json")))!["metrics"]!["odd_accuracy"]!,
            1e-12
        );
        using var model = new ModelFiles().Read(folder.Out("run/best.keras"));
        Assert.Equal(2, model.Outputs.Count);
    }

    [Fact]
    public void Training_LearnsBoth()
    {
        using var folder = new ToyFolder(120);
        var spec = folder.Spec();
        folder.Run(
            spec with
            {
                Stages = [spec.Stages[0] with { Epochs = 25, Unfreeze = Unfreeze.All, Optimizer = new ComponentSpec("Adam", ("learningRate", 0.01)) }],
            },
            "run"
        );
        var history = JsonNode.Parse(File.ReadAllText(folder.Out("run/history.json")))!;
        double[] Of(string name) => [.. history["history"]![name]!.AsArray().Select(value => (double)value!)];
        Assert.True(Of("val_height_mae").Min() < 0.6 * Of("val_height_mae")[0], string.Join(' ', Of("val_height_mae")));
        Assert.True(Of("loss")[^1] < 0.7 * Of("loss")[0], string.Join(' ', Of("loss")));
    }

    [Fact]
    public void CrossValidation_JudgesEveryExampleOnce()
    {
        using var folder = new ToyFolder();
        var spec = folder.Spec() with
        {
            CrossValidation = new CrossValidationSpec { Folds = 3, Stratified = true },
        };
        folder.Run(spec, "run");
        Assert.Equal(
            folder.Manifest.Entries.Select(entry => entry.Path),
            PredictionsFile.Read(folder.Out("run/predictions.jsonl")).Rows.Select(row => row.Name)
        );
    }

    [Theory]
    [InlineData("image-classification", "Expected one class each")]
    [InlineData("regression", "Expected numbers")]
    public void Marks_AreNoDataOfAnotherTask(string task, string sentence)
    {
        using var folder = new ToyFolder();
        var spec = folder.Spec() with
        {
            Task = task,
            Loss = new LossSpec { Class = TaskCards.Find(task)!.Losses[0] },
        };
        var refused = Assert.Throws<RefusedException>(() => folder.Run(spec with { Data = spec.Data with { OfTask = null } }, "run"));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.Contains("marks (a manifest of sequences)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_OfMarks_IsReadAndHashedAsAnyOther()
    {
        using var folder = new ToyFolder();
        Assert.Equal(2, folder.Manifest.Format);
        Assert.True(folder.Manifest.HasTargets);
        var other = folder.Manifest with { Entries = [folder.Manifest.Entries[0] with { Target = [1, 0.123] }, .. folder.Manifest.Entries.Skip(1)] };
        Assert.NotEqual(folder.Manifest.Hash, other.Hash);
        Assert.False((folder.Manifest with { Entries = [folder.Manifest.Entries[0] with { Target = null }] }).HasTargets);
    }

    [Fact]
    public void Members_AreTheTasksOwn_AndOthersAreRefusedByName()
    {
        using var folder = new ToyFolder();
        Assert.Empty(TrainingSpecValidator.Validate(TrainingSpecJson.Complete(folder.Spec(true))));
        var problem = Assert.Single(
            TrainingSpecValidator.Validate(TaskMembers.With(TrainingSpecJson.Complete(folder.Spec()), "data.standardizeTargets", true))
        );
        Assert.Contains("Expected only properties that the task toy-marks knows", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(SpecHash.Of(folder.Spec()), SpecHash.Of(folder.Spec() with { Data = folder.Spec().Data with { OfTask = null } }));
    }
}
