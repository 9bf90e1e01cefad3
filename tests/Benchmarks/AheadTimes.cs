using System.Diagnostics;
using System.Globalization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Seconds">Of the pass.</param>
/// <param name="ProcessorSeconds">User and system time of the pass, all threads.</param>
/// <param name="HighestMegabytes">Resident, of the whole process.</param>
internal sealed record AheadTime(string Way, int Ahead, double Seconds, double ProcessorSeconds, double HighestMegabytes);

/// <summary>
/// What decoding ahead of the step is worth: the same passes over photographs with 0, 1, 2 and 4 batches decoded ahead, each in a process of its own that
/// keeps no decoded picture. Twice through the
/// bounds, so that what the machine does meanwhile shows.
/// </summary>
internal static class AheadTimes
{
    private static readonly (string Way, Func<TrainingSpec> Spec)[] Ways =
    [
        ("first pass through frozen layers, EfficientNetB0", () => Spec("EfficientNetB0", Unfreeze.None)),
        ("first pass through frozen layers, MobileNetV3Small", () => Spec("MobileNetV3Small", Unfreeze.None)),
        (
            "augmented, last 20 layers, MobileNetV3Small",
            () =>
                Spec("MobileNetV3Small", Unfreeze.Last(20)) with
                {
                    Augmentation = [new ComponentSpec("RandomFlip", ("mode", "horizontal")), new ComponentSpec("RandomRotation", ("factor", 0.2))],
                }
        ),
        ("all layers, MobileNetV3Small", () => Spec("MobileNetV3Small", Unfreeze.All) with { BatchNormMode = "train" }),
    ];

    private const string Waiting = "a device that computes 200 ms a batch of 16, waited for";

    public static IEnumerable<AheadTime> Measure(string scratch, int pictures, int width, int height, int rounds)
    {
        var data = Path.Combine(scratch, $"photographs-{pictures}-{width}");
        if (!Directory.Exists(data))
        {
            StartPictures.WriteJpegs(Pictures.Write(Path.Combine(scratch, $"png-{pictures}"), pictures, 224), data, width, height);
        }
        foreach (var (way, index) in Ways.Select((way, index) => (way.Way, index)).Append((Waiting, -1)))
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var ahead in (int[])[0, 1, 2, 4])
                {
                    using var process = Process.Start(
                        new ProcessStartInfo(Environment.ProcessPath!, ["ahead-run", $"{index}", data, $"{ahead}"]) { RedirectStandardOutput = true }
                    )!;
                    var numbers = process.StandardOutput.ReadToEnd().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
                    process.WaitForExit();
                    yield return new(way, ahead, numbers[0], numbers[1], numbers[2]);
                }
            }
        }
    }

    /// <summary>One of the passes, in this process: the filling of the cache, or the second epoch where there is one. Three numbers: seconds, processor
    /// seconds, highest megabytes.</summary>
    public static string Run(int way, string data, int ahead)
    {
        FinalizerGate.OneThreadComputes = true;
        FinalizerGate.Hold();
        if (way < 0)
        {
            return Wait(data, ahead);
        }
        var folder = Directory.CreateTempSubdirectory("ahead-").FullName;
        try
        {
            var spec = Ways[way].Spec();
            var clock = new PassClock(spec.Stages[0].Unfreeze == Unfreeze.None ? typeof(StageEvent) : typeof(EpochEvent));
            new Trainer(new TrainerOptions(spec, folder, data) { Ahead = ahead, DecodedBytes = 0 }, new ModelFiles(), clock, TimeProvider.System).Run(
                CancellationToken.None
            );
            return Numbers(clock.Seconds, clock.ProcessorSeconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            FinalizerGate.Release();
        }
    }

    // What a GPU leaves to do here: decoding while nothing is computed on this processor.
    private static string Wait(string data, int ahead)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var store = new PictureStore(ClassFolders.List(data), new PictureFormat(224, 224), budgetBytes: 0);
        int[][] chunks = [.. Enumerable.Range(0, store.Count).Chunk(16)];
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        using var batches = new PictureBatches(store, chunks, ahead);
        using var never = new ManualResetEventSlim();
        foreach (var _ in chunks)
        {
            batches.Next().Dispose();
            never.Wait(200);
        }
        return Numbers(clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
    }

    private static string Numbers(double seconds, double processorSeconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds} {processorSeconds} {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0}");

    private static TrainingSpec Spec(string backbone, Unfreeze unfreeze) =>
        new()
        {
            Data = new DataSpec { ValidationSplit = 0.2 },
            Backbone = new BackboneSpec { Name = backbone, Weights = "none" },
            Stages = [new StageSpec { Epochs = unfreeze == Unfreeze.None ? 1 : 2, Unfreeze = unfreeze }],
            Seed = 0,
        };

    // Between the first event of a kind and the one that follows it, progress aside.
    private sealed class PassClock(Type begin) : StringWriter(CultureInfo.InvariantCulture)
    {
        private Stopwatch? clock;
        private TimeSpan before;

        public double Seconds { get; private set; }

        public double ProcessorSeconds { get; private set; }

        public override void WriteLine(string? value)
        {
            var e = RunEventJson.TryRead(value!);
            if (clock is null && e?.GetType() == begin)
            {
                before = Process.GetCurrentProcess().TotalProcessorTime;
                clock = Stopwatch.StartNew();
            }
            else if (Seconds == 0 && clock is not null && e is FeaturesEvent or EpochEvent)
            {
                Seconds = clock!.Elapsed.TotalSeconds;
                ProcessorSeconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            }
        }
    }
}
