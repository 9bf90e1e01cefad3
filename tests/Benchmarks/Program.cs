#pragma warning disable RS0030 // A benchmark's product is its printed table.
using System.Globalization;
using MlOpsDashboard.Benchmarks;
using MlOpsDashboard.Benchmarks.Dashboard;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Bench;

// The dashboard under measurement takes this program for its worker.
if (args is ["train", ..])
{
    await ScriptedChild.TrainAsync();
    return;
}

// As the worker runs.
NativeRuntime.Tune();

if (args is ["augmentation"])
{
    Console.WriteLine("| 224 px, batch 32 | ms | share of the step |\n|---|---|---|");
    foreach (var time in AugmentationTimes.Measure(size: 224, batch: 32))
        Console.WriteLine($"| {time.Layer} | {1000 * time.Seconds:0.0} | {time.Share:P1} |");
    return;
}
if (args is [OwnProcess.Rate, var network, var policy])
{
    Console.Write(OwnProcess.Answer(network, policy));
    return;
}
if (args is ["nms"])
{
    Console.WriteLine("| 10,000 boxes, IoU 0.5 | ms | kept |\n|---|---|---|");
    foreach (var time in SuppressionTimes.Measure())
        Console.WriteLine($"| {time.Boxes} | {1000 * time.Seconds:0.0} | {time.Kept} |");
    return;
}
if (args is [DetectorSteps.Step, var task, var on])
{
    Console.Write(DetectorSteps.Answer(task, on));
    return;
}
if (args is ["detector", .. var heads])
{
    var backbone = heads is [var chosen, ..] ? chosen : DetectorSteps.PeerBackbone;
    Console.WriteLine(
        $"| {backbone}, all layers, {DetectorSteps.Size} px, batch {DetectorSteps.Batch}, {DetectorSteps.Channels} channels | ms a step | highest MB |\n|---|---|---|"
    );
    foreach (var row in DetectorSteps.Measure(backbone))
        Console.WriteLine($"| {row.Task} | {row.Milliseconds:0.0} | {row.Megabytes:0} |");
    return;
}
if (args is [TextSteps.Step, var textShape])
{
    Console.Write(TextSteps.Answer(textShape));
    return;
}
if (args is ["texts"])
{
    foreach (var shape in TextSteps.Shapes)
    {
        Console.WriteLine($"| {shape.Name} | ms a training step | ms of inference | highest MB |\n|---|---|---|---|");
        foreach (var row in TextSteps.Measure(shape))
            Console.WriteLine($"| {row.Program} | {row.Training:0.0} | {row.Inference:0.0} | {row.Megabytes:0} |");
    }
    return;
}
if (args is ["files"])
{
    Console.WriteLine("| file | MB | load, s | save, s | read its bytes, s |\n|---|---|---|---|---|");
    foreach (var time in FileTimes.Measure())
        Console.WriteLine(
            $"| {time.Model} {time.Format} | {time.Megabytes:0.0} | {time.LoadSeconds:0.000} | {time.SaveSeconds:0.000} | {time.CopySeconds:0.000} |"
        );
    return;
}
if (args is ["steps", var one, var type, var layers, var count])
{
    // Many steps of one kind, to look at with a profiler.
    var unfreeze = layers == "all" ? Unfreeze.All : Unfreeze.Last(int.Parse(layers, CultureInfo.InvariantCulture));
    var clock = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
    var rate = TrainingRates.Measure(one, type, unfreeze, layers == "all" ? "train" : "inference", steps: int.Parse(count, CultureInfo.InvariantCulture));
    Console.WriteLine(
        $"{rate.ImagesPerSecond:0.0} images/s, {rate.AllocatedBytes} bytes a step, {System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - clock} of the processors"
    );
    return;
}
if (args is ["training", .. var trained])
{
    Console.WriteLine("| | images/s | bytes allocated a step |\n|---|---|---|");
    foreach (var name in trained)
    {
        foreach (
            var (precision, unfreeze, mode) in new[]
            {
                ("float32", Unfreeze.All, "train"),
                ("mixed_bfloat16", Unfreeze.All, "train"),
                ("float32", Unfreeze.Last(20), "inference"),
            }
        )
        {
            var rate = TrainingRates.Measure(name, precision, unfreeze, mode);
            Console.WriteLine($"| {name}, {precision}, {rate.Unfrozen} layers | {rate.ImagesPerSecond:0.0} | {rate.AllocatedBytes} |");
        }
    }
    return;
}
if (args is ["memory", .. var measured])
{
    Console.WriteLine("| all layers, 224 px, batch 32 | activations | highest MB | seconds of an epoch |\n|---|---|---|---|");
    var folder = Directory.CreateTempSubdirectory("memory-").FullName;
    foreach (var row in TrainingMemory.Measure(folder, measured))
        Console.WriteLine(
            $"| {row.Backbone}, {row.Precision} | {(row.Rematerialization == "full" ? "computed twice" : "kept")} | {row.Megabytes:0} | {row.EpochSeconds:0.0} |"
        );
    Directory.Delete(folder, recursive: true);
    return;
}
if (args is ["curve", var minutes])
{
    // Memory over time; half an hour shows a leak of a byte a step.
    var folder = Directory.CreateTempSubdirectory("curve-").FullName;
    var samples = await MemoryCurve.MeasureAsync(folder, double.Parse(minutes, CultureInfo.InvariantCulture));
    foreach (var (seconds, megabytes) in samples)
        Console.WriteLine($"{seconds, 6:0} s {megabytes, 6:0} MB");
    Directory.Delete(folder, recursive: true);
    return;
}
if (args is ["profile", var profiled])
{
    foreach (var (kind, milliseconds) in LayerProfile.Measure(profiled, 224, 32))
        Console.WriteLine($"{milliseconds, 8:0.0} ms  {kind}");
    return;
}
if (args is ["start", .. var kept])
{
    // Kept pictures: `start DIR` writes them once.
    StartReport.Write(kept is [var at] ? at : Directory.CreateTempSubdirectory("start-").FullName, Console.WriteLine);
    return;
}
if (args is ["ahead-run", var way, var photographs, var ahead])
{
    Console.Write(AheadTimes.Run(int.Parse(way, CultureInfo.InvariantCulture), photographs, int.Parse(ahead, CultureInfo.InvariantCulture)));
    return;
}
if (args is ["ahead", var keptAt, .. var sizes])
{
    // Photographs are written once into the folder: `ahead DIR [COUNT [WIDTH HEIGHT [ROUNDS]]]`.
    var numbers = sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToArray();
    var (amount, (wide, high), rounds) = (
        numbers is [var n, ..] ? n : 320,
        numbers is [_, var w, var h, ..] ? (w, h) : (1600, 1200),
        numbers is [_, _, _, var r] ? r : 2
    );
    Console.WriteLine($"| {amount} photographs of {wide} x {high} | batches ahead | seconds | processor seconds | highest MB |\n|---|---|---|---|---|");
    foreach (var time in AheadTimes.Measure(keptAt, amount, wide, high, rounds))
        Console.WriteLine($"| {time.Way} | {time.Ahead} | {time.Seconds:0.00} | {time.ProcessorSeconds:0.00} | {time.HighestMegabytes:0} |");
    return;
}
if (args is ["dashboard", .. var parts])
{
    Console.Write(await DashboardReport.WriteAsync(parts));
    return;
}
if (args is ["kernels", .. var which])
{
    Console.WriteLine("| our kernel, batch 32 | ours, ms | libtorch, ms | relative difference |\n|---|---|---|---|");
    foreach (
        var (shape, ours, theirs, difference) in which is ["3x3"] ? KernelTimes.Convolutions() : KernelTimes.Depthwise().Concat(KernelTimes.Convolutions())
    )
        Console.WriteLine($"| {shape} | {1000 * ours:0.00} | {1000 * theirs:0.00} | {difference:0.0e0} |");
    return;
}
if (args is ["pictures", var target, var pictures])
{
    StartPictures.WriteJpegs(
        Pictures.Write(Path.Combine(target, "png"), int.Parse(pictures, CultureInfo.InvariantCulture), 224),
        Path.Combine(target, "jpeg"),
        400,
        300
    );
    return;
}
if (args is [])
{
    var scratch = Directory.CreateTempSubdirectory("benchmark-").FullName;
    var (page, report) = (Path.Combine("docs", "performance.md"), new Report(scratch));
    try
    {
        await report.MeasureAsync();
    }
    finally
    {
        // Kept also where a later part fails, or the half hour is cut short.
        File.WriteAllText(page, report.Text);
    }
    await report.CurveAsync(minutes: 30);
    File.WriteAllText(page, report.Text);
    Directory.Delete(scratch, recursive: true);
    return;
}
Console.WriteLine("| | images/s | folded, images/s | share of the 3x3 float32 peak |");
Console.WriteLine("|---|---|---|---|");
var peak = Peaks.Convolution3x3();
Console.WriteLine($"| 3x3 convolution, float32, channels-last: {peak:0} GFLOP/s | | | 100 % |");
foreach (var precision in new[] { "float32", "mixed_bfloat16" })
foreach (var rate in InferenceRates.Measure(size: 224, batch: 32, precision, args is ["inference", .. var names] ? names : []))
    Console.WriteLine(
        $"| inference {rate.Backbone}, {precision}, 224 px, batch 32 | {rate.ImagesPerSecond:0.0} | {rate.Folded:0.0} | {100 * rate.GigaFlops / peak:0.0} % |"
    );
