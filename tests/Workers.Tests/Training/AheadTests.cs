using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.Execution;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Pictures decoded ahead, and batches made ready early, change when things happen and nothing else.</summary>
public sealed class AheadTests : IDisposable
{
    private readonly PictureFolder _folder = new();
    private readonly HeldFinalizers _held = new();

    public void Dispose()
    {
        _held.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_HoweverFarAhead_GivesTheSame(bool augmented)
    {
        var spec = Spec(augmented);
        var plain = SmallRun.Run(spec, _folder.Out("plain"), cacheBytes: 0);
        foreach (var (ahead, early) in new[] { (0, false), (2, false), (4, false), (2, true) })
        {
            var name = $"{ahead}-{early}";
            Assert.Equal(plain.WeightsHash, Run(spec, name, ahead, early).WeightsHash);
            Assert.Equal(
                File.ReadAllText(Path.Combine(_folder.Out("plain"), "history.json")),
                File.ReadAllText(Path.Combine(_folder.Out(name), "history.json"))
            );
        }
    }

    [Theory]
    [InlineData(true, 0, 2)]
    [InlineData(false, 0, 2)]
    [InlineData(true, 3, 3)]
    [InlineData(true, 4, 4)]
    public void Run_StoppedAndResumed_EqualsTheUndisturbedRun(bool early, int epoch, int step)
    {
        // A checkpoint after every second step, so also while a batch is ready.
        var spec = Spec(augmented: true);
        spec = spec with { Callbacks = [.. spec.Callbacks, new ComponentSpec("BackupAndRestore", ("saveFreq", 2))] };
        var undisturbed = Run(spec, "whole", 2, early);
        using var stop = new CancellationTokenSource();
        Assert.Equal(
            "cancelled",
            Run(
                spec,
                "parts",
                2,
                early,
                e =>
                {
                    if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step)
                    {
                        stop.Cancel();
                    }
                },
                stop: stop
            ).Status
        );
        Assert.Equal(undisturbed.WeightsHash, Run(spec, "parts", 2, early, resume: true).WeightsHash);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_WhosePictureIsGoneAfterAnEpoch_IsRefused(bool early)
    {
        var refused = Assert.Throws<RefusedException>(() =>
            Run(
                Spec(augmented: true),
                "gone",
                2,
                early,
                e =>
                {
                    if (e is EpochEvent { Epoch: 0 })
                    {
                        Directory.Delete(_folder.Pictures, recursive: true);
                    }
                }
            )
        );
        Assert.StartsWith($"Expected a readable picture. Received: {_folder.Pictures}", refused.Message, StringComparison.Ordinal);
    }

    private TrainingSpec Spec(bool augmented)
    {
        var spec = SmallRun.Spec(_folder);
        return spec with { Augmentation = augmented ? [.. spec.Augmentation, new ComponentSpec("MixUp")] : [] };
    }

    // No decoded picture is kept, so every pass decodes.
    private TrainingResult Run(
        TrainingSpec spec,
        string name,
        int ahead,
        bool early,
        Action<RunEvent>? react = null,
        bool resume = false,
        CancellationTokenSource? stop = null
    ) =>
        SmallRun.Run(
            spec,
            _folder.Out(name),
            react,
            resume,
            stop,
            cacheBytes: 0,
            with: options => options with { Ahead = ahead, PreparesEarly = early, DecodedBytes = 0 }
        );
}
