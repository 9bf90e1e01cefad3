using System.Diagnostics;
using System.Globalization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Benchmarks;

/// <param name="What">What had just been done.</param>
/// <param name="Seconds">Since the start of the process.</param>
/// <param name="CpuSeconds">Of all its threads, user and system.</param>
internal sealed record StartMark(string What, double Seconds, double CpuSeconds);

/// <summary>From the start of <c>mlops</c> to what was asked of it, in parts.</summary>
internal static class StartCost
{
    /// <summary>The marks of <c>mlops train</c>, in order, and last the end of the process.</summary>
    public static IReadOnlyList<StartMark> Train(TrainingSpec spec, string data, string folder, string features)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "request.json");
        File.WriteAllText(file, TrainingSpecJson.Write(spec));
        return Run(["train", "--spec", file, "--data", data, "--out", folder, "--features", features]);
    }

    /// <summary>The marks of <c>mlops predict</c> of one picture.</summary>
    public static IReadOnlyList<StartMark> Predict(string model, string picture) => Run(["predict", "--model", model, "--input", picture, "--json"]);

    private static List<StartMark> Run(string[] arguments)
    {
        var marks = new List<StartMark>();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "mlops"), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["MLOPS_TIMES"] = "1" },
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (process.StandardError.ReadLine() is { } line)
        {
            if (line.Split(' ', 7) is ["time", var seconds, "cpu", var cpu, "jit", _, var what])
            {
                marks.Add(new(what, double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(cpu, CultureInfo.InvariantCulture)));
            }
        }
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. marks, new("end of the process", clock.Elapsed.TotalSeconds, marks[^1].CpuSeconds)]
            : throw new InvalidOperationException($"mlops {arguments[0]} ended with {process.ExitCode}.");
    }
}
