using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Seconds">Of the whole process, start-up, decoding and evaluation included.</param>
/// <param name="FirstStepSeconds">From the start of the process to its first epoch, decoding and frozen layers included.</param>
/// <param name="Computed">Pictures that ran through the frozen layers.</param>
/// <param name="HighestMegabytes">Largest resident size.</param>
internal sealed record WholeRun(double Seconds, double FirstStepSeconds, int Computed, double HighestMegabytes, double LastEpochSeconds)
{
    /// <summary>Runs a spec as the dashboard does: <c>mlops train</c> in a process of its own.</summary>
    public static WholeRun Measure(TrainingSpec spec, string data, string folder, string features)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "request.json");
        File.WriteAllText(file, TrainingSpecJson.Write(spec));
        var host = Path.Combine(AppContext.BaseDirectory, "mlops");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(host, ["train", "--spec", file, "--data", data, "--out", folder, "--features", features]) { RedirectStandardOutput = true }
        )!;
        var (first, computed, highest, last) = (0.0, 0, 0.0, 0.0);
        using var watch = new Timer(_ => highest = Math.Max(highest, Highest(process.Id)), null, 0, 50);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            switch (RunEventJson.TryRead(line))
            {
                case FeaturesEvent e:
                    computed += e.Computed;
                    first = first == 0 ? clock.Elapsed.TotalSeconds : first;
                    break;
                case EpochEvent e:
                    last = e.Seconds;
                    break;
            }
        }
        process.WaitForExit();
        return process.ExitCode == 0
            ? new(clock.Elapsed.TotalSeconds, first, computed, highest, last)
            : throw new InvalidOperationException($"mlops train ended with {process.ExitCode}.");
    }

    /// <summary>Seconds of <c>mlops predict</c> for one picture, from nothing.</summary>
    public static double Predict(string model, string picture)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "mlops"), ["predict", "--model", model, "--input", picture, "--json"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        using var answer = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Highest(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").First(text => text.StartsWith("VmHWM", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
