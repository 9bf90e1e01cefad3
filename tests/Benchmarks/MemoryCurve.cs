using System.Diagnostics;
using System.Globalization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Benchmarks;

/// <summary>The resident size of a training process over time: all layers of MobileNetV3Small, 128 pixels, batch 32, moving BatchNormalization.</summary>
internal static class MemoryCurve
{
    /// <summary>A sample every ten seconds: seconds since the start, megabytes.</summary>
    public static async Task<IReadOnlyList<(double Seconds, double Megabytes)>> MeasureAsync(string scratch, double minutes)
    {
        var data = Pictures.Write(Path.Combine(scratch, "curve-pictures"), 320, 128);
        var spec = new TrainingSpec
        {
            Data = new DataSpec { ImageSize = [128, 128] },
            Backbone = new BackboneSpec { Name = "MobileNetV3Small", Weights = "none" },
            Stages =
            [
                new StageSpec
                {
                    Epochs = 10_000,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("Adam", ("learningRate", 1e-4)),
                },
            ],
            BatchNormMode = "train",
            Callbacks = [],
        };
        var folder = Directory.CreateDirectory(Path.Combine(scratch, "curve")).FullName;
        var file = Path.Combine(folder, "request.json");
        await File.WriteAllTextAsync(file, TrainingSpecJson.Write(spec));
        using var process = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "mlops"),
                ["train", "--spec", file, "--data", data, "--out", folder, "--features", "none"]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var clock = Stopwatch.StartNew();
        var samples = new List<(double, double)>();
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(10));
        while (clock.Elapsed.TotalMinutes < minutes && !process.HasExited && await ticks.WaitForNextTickAsync())
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmRSS", StringComparison.Ordinal));
            samples.Add(
                (clock.Elapsed.TotalSeconds, double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            );
        }
        process.Kill();
        await process.WaitForExitAsync();
        return samples;
    }
}
