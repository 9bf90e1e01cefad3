#pragma warning disable RS0030 // Says on the console how far it is.
using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Host.Bench;

namespace MlOpsDashboard.Benchmarks;

/// <summary>Everything in one run, as <c>docs/performance.md</c>.</summary>
internal sealed class Report(string scratch)
{
    // Keras 3.15 on TensorFlow 2.21, two cores on which the 3x3 float32 convolution reached 226 GFLOP/s; rates as measured, the middle of a range.
    private const double KerasPeak = 226;
    private static readonly Dictionary<(string, string), double> Keras = new()
    {
        [("MobileNetV3Small", "inference")] = 357,
        [("EfficientNetB0", "inference")] = 70.5,
        [("ResNet50V2", "inference")] = 23.5,
        [("VGG16", "inference")] = 6.9,
        [("DenseNet121", "inference")] = 24,
        [("InceptionV3", "inference")] = 32,
        [("Xception", "inference")] = 17,
        [("MobileNetV3Small", "training")] = 69,
        [("EfficientNetB0", "training")] = 13,
        [("ResNet50V2", "training")] = 6.2,
        [("EfficientNetB0", "extraction")] = 123,
        [("MobileNetV3Small", "extraction")] = 26,
        [("EfficientNetB0", "tuning")] = 177,
        [("MobileNetV3Small", "tuning")] = 30,
    };

    private static string Goal(string backbone, string work, string precision) =>
        (work, precision) switch
        {
            ("inference", "float32") => backbone is "EfficientNetB0" or "MobileNetV3Small" ? "1.2x" : "1.0x",
            ("inference", _) => "1.8x",
            ("training", "float32") => "1.3x",
            ("training", _) => "2x",
            ("extraction", _) => backbone == "EfficientNetB0" ? "10x" : "6x",
            ("tuning", _) => backbone == "EfficientNetB0" ? "5x" : "4x",
            _ => "",
        };

    private readonly StringBuilder _text = new();
    private double _peak;

    /// <summary>The page as far as it is measured, and what a person found out; to be looked through after each run.</summary>
    public string Text => _text + File.ReadAllText(Path.Combine("tests", "Benchmarks", "Shortfalls.md"));

    /// <summary>All but <see cref="CurveAsync"/>.</summary>
    public async Task MeasureAsync()
    {
        Line("# Speed and memory");
        Line("");
        Line(
            "Made by `dotnet run -c Release --project tests/Benchmarks`, all in one run; times are the shortest of several. Machines differ, so \"over Keras\" compares by ratio: our rate over Keras's, each first divided by the"
        );
        Line("3x3 float32 convolution peak of its own machine. Keras: 3.15 on TensorFlow 2.21, two cores, 226 GFLOP/s, 224 pixels, batch 32, float32.");
        var bench = await MachineBench.MeasureAsync(Environment.ProcessorCount, Say, CancellationToken.None);
        _peak = bench.Peaks[0].Value;
        Machine(bench);
        Rates(bench);
        Runs();
        Say("Starting and serving.");
        StartReport.Write(Path.Combine(scratch, "start"), Line);
        Memory();
        Growth();
        Files();
        Augmentation();
        Suppression();
        Detector();
        Say("The dashboard.");
        _text.Append(await Dashboard.DashboardReport.WriteAsync());
    }

    /// <summary>Memory over many minutes of training.</summary>
    public async Task CurveAsync(int minutes)
    {
        Say($"Memory over {minutes} minutes.");
        var samples = await MemoryCurve.MeasureAsync(scratch, minutes);
        Head(
            $"Memory over {minutes} minutes of training all layers: MobileNetV3Small, 128 pixels, batch 32, a sample every 10 seconds",
            "minutes",
            "lowest MB",
            "highest MB"
        );
        foreach (var part in samples.GroupBy(sample => (int)(sample.Seconds / 60) is var minute && minute < 6 ? minute : minute / 3 * 3))
            Row($"from {part.Key}", N(part.Min(sample => sample.Megabytes), "0"), N(part.Max(sample => sample.Megabytes), "0"));
        double[] settled = [.. samples.Where(sample => sample.Seconds >= 360).Select(sample => sample.Megabytes)];
        if (settled.Length > 0)
        {
            Line("");
            Line(
                $"From the sixth minute on {N(settled.Min(), "0")} to {N(settled.Max(), "0")} MB: {N(100 * ((settled.Max() / settled.Min()) - 1), "0.0")} % apart."
            );
        }
    }

    // What it has for bfloat16 decides the rows of mixed_bfloat16.
    private static string Processor()
    {
        var lines = File.ReadLines("/proc/cpuinfo")
            .TakeWhile(line => line != "")
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .ToDictionary(parts => parts[0], parts => parts[^1]);
        var flags = lines.GetValueOrDefault("flags", "").Split(' ').ToHashSet();
        return $"{lines.GetValueOrDefault("model name", "of no name")}; {string.Join(", ", new[] { "avx2", "avx512f", "avx512_bf16", "amx_bf16" }.Select(flag => $"{flag} {(flags.Contains(flag) ? "yes" : "no")}"))}";
    }

    private void Machine(MachineBench bench)
    {
        Line("");
        Line($"The processor: {Processor()}.");
        Head($"The machine, {bench.Threads} threads", "", "float32", "bfloat16");
        foreach (var pair in bench.Peaks.GroupBy(peak => peak.Name))
            Row(
                pair.Key,
                string.Create(CultureInfo.InvariantCulture, $"{pair.First().Value:0} {pair.First().Unit}"),
                pair.Count() > 1 ? string.Create(CultureInfo.InvariantCulture, $"{pair.Last().Value:0} {pair.Last().Unit}") : ""
            );
    }

    private void Rates(MachineBench bench)
    {
        Head(
            "Pictures a second, 224 pixels, batch 32",
            "",
            "images/s",
            "of the peak",
            $"PyTorch {bench.PyTorch} here, float32",
            "over Keras float32, by ratio",
            "goal"
        );
        foreach (var rate in bench.Rates)
            Row(
                $"{rate.Work}, {(rate.Work == "training" ? "all layers, " : "")}{rate.Backbone}, {rate.Precision}",
                N(rate.ImagesPerSecond, "0.0"),
                rate.Efficiency is { } share ? N(100 * share, "0") + " %" : "",
                rate.PeerImagesPerSecond is { } peer ? N(peer, "0.0") : "",
                Over(rate.Backbone, rate.Work, rate.ImagesPerSecond),
                Goal(rate.Backbone, rate.Work, rate.Precision)
            );
        foreach (var precision in new[] { "float32", "mixed_bfloat16" })
        foreach (var rate in new[] { "VGG16", "DenseNet121", "InceptionV3", "Xception" }.Select(name => OwnProcess.Inference(name, precision)))
            Row(
                $"inference, {rate.Backbone}, {precision}",
                N(rate.Best, "0.0"),
                precision == "float32" ? N(100 * rate.GigaFlops / _peak, "0") + " %" : "",
                "",
                Over(rate.Backbone, "inference", rate.Best),
                Goal(rate.Backbone, "inference", precision)
            );
    }

    private void Runs()
    {
        Say("Whole runs.");
        var data = StartPictures.WriteJpegs(Pictures.Write(Path.Combine(scratch, "pictures"), 800, 224), Path.Combine(scratch, "photographs"), 400, 300);
        var features = Path.Combine(scratch, "features");
        Head(
            "Whole runs: `mlops train`, 640 + 160 photographs (JPEG, 400 x 300) at 224 pixels, 10 epochs, from the start of the process to its end",
            "",
            "seconds",
            "to the first step",
            "passes through frozen layers",
            "highest MB",
            "over Keras, by ratio",
            "goal"
        );
        foreach (var name in new[] { "EfficientNetB0", "MobileNetV3Small" })
        {
            var spec = Spec(name, "none");
            Run($"feature extraction, {name}", spec, data, "none", name, "extraction");
            Run($"fine-tuning the last 20 layers, {name}", Spec(name, 20), data, "none", name, "tuning");
            Run(
                $"feature extraction then the last 20, 5 + 5 epochs, {name}",
                spec with
                {
                    Stages = [spec.Stages[0] with { Epochs = 5 }, Spec(name, 20).Stages[0] with { Epochs = 5 }],
                },
                data,
                features,
                name,
                ""
            );
            Run(
                $"a second run with another head and split, {name}",
                spec with
                {
                    Data = spec.Data with { Seed = 5 },
                    Head = spec.Head! with { Hidden = [32], Dropout = 0.4 },
                },
                data,
                features,
                name,
                ""
            );
        }
        var picture = Directory.EnumerateFiles(data, "*.jpg", SearchOption.AllDirectories).First();
        var model = Path.Combine(scratch, "run1", "best.keras");
        WholeRun.Predict(model, picture);
        Line("");
        Line($"`mlops predict` of one picture from nothing, EfficientNetB0: {N(Enumerable.Range(0, 3).Min(_ => WholeRun.Predict(model, picture)), "0.00")} s.");
    }

    private void Memory()
    {
        Say("Memory.");
        Head(
            "Memory of training all layers: 224 pixels, batch 32, Adam, BatchNormalization in training mode",
            "",
            "activations",
            "highest MB",
            "seconds of an epoch of three steps"
        );
        foreach (var row in TrainingMemory.Measure(Path.Combine(scratch, "memory")))
            Row(
                $"{row.Backbone}, {row.Precision}",
                row.Rematerialization == "full" ? "computed twice" : "kept",
                N(row.Megabytes, "0"),
                N(row.EpochSeconds, "0.0")
            );
    }

    private void Growth()
    {
        Say("Growth.");
        Head("Cost as pictures grow: MobileNetV3Small at 64 pixels, 3 epochs of the head", "pictures", "seconds", "highest MB", "a picture, ms");
        foreach (var count in new[] { 100, 1000, 10_000 })
        {
            var data = Pictures.Write(Path.Combine(scratch, $"grow{count}"), count, 64);
            var spec = Spec("MobileNetV3Small", "none");
            var run = WholeRun.Measure(
                spec with
                {
                    Data = spec.Data with { ImageSize = [64, 64] },
                    Stages = [spec.Stages[0] with { Epochs = 3 }],
                },
                data,
                Folder(),
                "none"
            );
            Row(N(count, "N0"), N(run.Seconds, "0.0"), N(run.HighestMegabytes, "0"), N(1000 * run.Seconds / count, "0.00"));
        }
        Line("");
        Line("What limits: at 100 pictures the start of the process; from 1,000 on, decoding and one forward pass a picture.");
        Head(
            "Cost as layers unfreeze: a training step of MobileNetV3Small, batch 32, float32, BatchNormalization in inference mode",
            "backbone layers that train",
            "images/s",
            "bytes of managed memory a step"
        );
        foreach (var last in new[] { 0, 5, 20, 50, 100 })
        {
            var rate = TrainingRates.Measure("MobileNetV3Small", "float32", last == 0 ? Unfreeze.None : Unfreeze.Last(last), "inference");
            Row(N(last, "0"), N(rate.ImagesPerSecond, "0"), N(rate.AllocatedBytes, "N0"));
        }
        Line("");
        Line("What limits: with the head alone the optimizer's small operations; behind it, the gradient of the depthwise convolutions.");
    }

    private void Files()
    {
        Say("Files.");
        Head("Files: ResNet50V2", "", "MB", "load, s", "save and sync, s");
        foreach (var time in FileTimes.Measure())
            Row(time.Format, N(time.Megabytes, "0.0"), N(time.LoadSeconds, "0.000"), N(time.SaveSeconds, "0.000"));
    }

    private void Augmentation()
    {
        Say("Augmentation.");
        Head("Augmentation of a batch of 32 at 224 pixels, beside a training step of MobileNetV3Small", "", "ms", "share of the step");
        foreach (var time in AugmentationTimes.Measure(224, 32))
            Row(time.Layer, N(1000 * time.Seconds, "0.0"), N(100 * time.Share, "0.0") + " %");
    }

    private void Suppression()
    {
        Say("Non-maximum suppression.");
        Head("Non-maximum suppression of 10,000 boxes at IoU 0.5, on one processor", "", "ms", "kept");
        foreach (var time in SuppressionTimes.Measure())
            Row(time.Boxes, N(1000 * time.Seconds, "0.0"), N(time.Kept, "0"));
    }

    private void Detector()
    {
        Say("A detector's step.");
        Head(
            $"A detector's training step: {DetectorSteps.PeerBackbone}, all layers, {DetectorSteps.Size} pixels, batch {DetectorSteps.Batch}, float32, pyramid and head of {DetectorSteps.Channels} channels",
            "",
            "ms",
            "over the classifier's",
            "highest MB",
            "over the classifier's"
        );
        var steps = DetectorSteps.Measure(DetectorSteps.PeerBackbone);
        foreach (var step in steps)
            Row(
                step.Task,
                N(step.Milliseconds, "0"),
                N(step.Milliseconds / steps[0].Milliseconds, "0.00") + "x",
                N(step.Megabytes, "0"),
                N(step.Megabytes / steps[0].Megabytes, "0.00") + "x"
            );
    }

    private void Run(string what, TrainingSpec spec, string data, string features, string name, string kind)
    {
        Say(what);
        var run = WholeRun.Measure(spec, data, Folder(), features);
        Row(
            what,
            N(run.Seconds, "0.0"),
            N(run.FirstStepSeconds, "0.0"),
            N(run.Computed, "0"),
            N(run.HighestMegabytes, "0"),
            Keras.TryGetValue((name, kind), out var keras) ? N(keras * KerasPeak / (run.Seconds * _peak), "0.0") + "x" : "",
            Goal(name, kind, "float32")
        );
    }

    private static TrainingSpec Spec(string backbone, object unfreeze) =>
        new()
        {
            Data = new DataSpec { ImageSize = [224, 224] },
            Backbone = new BackboneSpec { Name = backbone, Weights = "none" },
            Head = new HeadSpec { Dropout = 0.2 },
            Callbacks = [],
            Stages =
            [
                new StageSpec
                {
                    Epochs = 10,
                    Unfreeze = unfreeze is int last ? Unfreeze.Last(last) : Unfreeze.None,
                    Optimizer = new ComponentSpec("Adam", ("learningRate", unfreeze is int ? 1e-5 : 1e-3)),
                },
            ],
        };

    private int _runs;

    private string Folder() => Path.Combine(scratch, $"run{++_runs}");

    private string Over(string backbone, string work, double rate) =>
        Keras.TryGetValue((backbone, work), out var keras) ? N(rate / _peak / (keras / KerasPeak), "0.00") + "x" : "";

    private void Head(string title, params string[] columns)
    {
        Line("");
        Line($"## {title}");
        Line("");
        Row(columns);
        Line("|" + string.Concat(columns.Select(_ => "---|")));
    }

    private void Row(params string[] cells) => Line("| " + string.Join(" | ", cells) + " |");

    private void Line(string text) => _text.Append(text).Append('\n');

    private static string N(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static void Say(string what) => Console.Error.WriteLine(what);
}
