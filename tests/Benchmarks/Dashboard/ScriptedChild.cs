#pragma warning disable RS0030 // Its standard output is what the dashboard reads.
using System.Diagnostics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <summary>Stands in for <c>mlops</c> as the dashboard's child: says what a training child says, at a steady rate, and computes nothing, so that all the work
/// is the dashboard's.</summary>
internal static class ScriptedChild
{
    /// <summary>Milliseconds of an epoch, told by the environment; a child is given what begins with MLOPS_.</summary>
    public const string Epoch = "MLOPS_BENCHMARK_EPOCH_MILLISECONDS";

    public const int Epochs = 3000;
    private const int StepMilliseconds = 250;

    public static async Task TrainAsync()
    {
        var epoch = int.Parse(Environment.GetEnvironmentVariable(Epoch) ?? "10000", System.Globalization.CultureInfo.InvariantCulture);
        var steps = Math.Max(1, epoch / StepMilliseconds);
        Say(Samples.Started(["ash", "beech", "elm", "fir", "lime", "oak", "pine", "yew"]));
        Say(Samples.Stage(0, 0, Epochs - 1));
        var clock = Stopwatch.StartNew();
        for (var e = 0; e < Epochs; e++)
        {
            for (var step = 1; step <= steps; step++)
            {
                var due = TimeSpan.FromMilliseconds(((double)e * steps + step) * epoch / steps) - clock.Elapsed;
                if (due > TimeSpan.Zero)
                    await Task.Delay(due);
                Say(new ProgressEvent(e, step, steps, 0.5, 100 + step, (Epochs - e) * epoch / 1000.0));
            }
            var accuracy = 0.9 - 0.5 / (e + 1);
            Say(Samples.Epoch(e, loss: 1.5 / (e + 1), accuracy: accuracy, valLoss: 1.6 / (e + 1), valAccuracy: accuracy));
            Say(new CheckpointEvent(e, "last.keras", Samples.Sha("last"), Best: true));
        }
    }

    private static void Say(RunEvent e) => Console.Out.WriteLine(RunEventJson.Write(e with { Time = TimeProvider.System.GetUtcNow() }));
}
