using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A run of seconds on a small network, with all that makes resuming hard: augmentation, dropout, moving statistics, two stages, callbacks.</summary>
internal static class SmallRun
{
    public static TrainingSpec Spec(PictureFolder folder, int seed = 0) =>
        new()
        {
            Data = new DataSpec
            {
                Path = folder.Pictures,
                ImageSize = [16, 16],
                BatchSize = 5,
                ValidationSplit = 0.25,
            },
            Backbone = new BackboneSpec { File = Backbone(folder) },
            Head = new HeadSpec
            {
                BatchNormalization = true,
                Dropout = 0.3,
                Hidden = [6],
                L2 = 0.001,
            },
            Augmentation = [new ComponentSpec("RandomFlip", ("mode", "horizontal")), new ComponentSpec("RandomRotation", ("factor", 0.1))],
            Stages =
            [
                new StageSpec { Epochs = 2, Optimizer = new ComponentSpec("Adam", ("learningRate", 0.01)) },
                new StageSpec
                {
                    Name = "fine-tuning",
                    Epochs = 3,
                    Unfreeze = Unfreeze.Last(3),
                    Optimizer = new ComponentSpec("AdamW", ("learningRate", 0.003)),
                },
            ],
            BatchNormMode = "train",
            Callbacks =
            [
                new ComponentSpec("EarlyStopping", ("patience", 4), ("restoreBestWeights", true)),
                new ComponentSpec("ReduceLROnPlateau", ("patience", 1), ("factor", 0.5)),
            ],
            Seed = seed,
        };

    public static TrainingResult Run(
        TrainingSpec spec,
        string output,
        Action<RunEvent>? react = null,
        bool resume = false,
        CancellationTokenSource? stop = null,
        long cacheBytes = 1 << 30,
        List<RunEvent>? events = null,
        string? features = null,
        Func<TrainerOptions, TrainerOptions>? with = null
    )
    {
        // The clock moves on by itself, so that every step reports.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        using var watcher = new EventWatcher(react);
        var options = new TrainerOptions(spec, output, spec.Data.Path)
        {
            Resume = resume,
            Threads = 1,
            CacheBytes = cacheBytes,
            FeatureFolder = features,
        };
        try
        {
            return new Trainer(with?.Invoke(options) ?? options, new ModelFiles(), watcher, time).Run(stop?.Token ?? TestContext.Current.CancellationToken);
        }
        finally
        {
            events?.AddRange(watcher.Events);
        }
    }

    /// <summary>A run that is stopped at a step of an epoch and resumed leaves what an undisturbed one leaves.</summary>
    /// <param name="folder">Takes both.</param>
    public static void AssertStoppedAndResumedIsTheSame(TrainingSpec spec, string folder, int epoch, int step)
    {
        var (undisturbed, parts) = (Path.Combine(folder, "whole"), Path.Combine(folder, "parts"));
        var whole = Run(spec, undisturbed);
        using var stop = new CancellationTokenSource();
        var stopped = Run(
            spec,
            parts,
            e =>
            {
                if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step)
                    stop.Cancel();
            },
            stop: stop
        );
        Assert.Equal("cancelled", stopped.Status);
        var resumed = Run(spec, parts, resume: true);
        Assert.Equal((whole.Status, whole.WeightsHash), (resumed.Status, resumed.WeightsHash));
        foreach (var file in new[] { "history.json", "evaluation.json", "predictions.jsonl", "preprocessing.json" })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(undisturbed, file)), File.ReadAllText(Path.Combine(parts, file)));
        }
    }

    private static string Backbone(PictureFolder folder)
    {
        var path = folder.Out("backbone.keras");
        if (File.Exists(path))
        {
            return path;
        }
        using var names = NameScope.Begin();
        using var network = new Sequential([
            InputLayer.Of(16, 16, 3),
            new Rescaling(1 / 255.0),
            new Conv2D(6, 3, activation: "relu"),
            new BatchNormalization(),
            new MaxPooling2D(2),
            new Conv2D(8, 3),
            new BatchNormalization(),
            new Activation("relu"),
        ]);
        network.Initialize(5);
        KerasFile.Save(network, path);
        return path;
    }
}
