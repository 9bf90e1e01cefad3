using System.Diagnostics;
using System.Text.Json;
using MlOpsDashboard.Workers.Host.Bench;

namespace MlOpsDashboard.Benchmarks;

/// <summary>A network's rate in a process of its own, as the peers' were measured: what other networks leave in the heap cost those behind them up to a
/// quarter.</summary>
internal static class OwnProcess
{
    /// <summary>The sub-command that <see cref="Inference"/> starts.</summary>
    public const string Rate = "rate";

    public static InferenceRate Inference(string backbone, string precision)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Rate, backbone, precision]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<InferenceRate>(text)!
            : throw new InvalidOperationException($"{Rate} {backbone} {precision} ended with {process.ExitCode}.");
    }

    public static string Answer(string backbone, string precision) =>
        JsonSerializer.Serialize(InferenceRates.Measure(MachineBench.Size, MachineBench.Batch, precision, backbone).Single());
}
