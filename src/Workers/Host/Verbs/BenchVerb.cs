using System.CommandLine;
using System.Diagnostics;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Host.Bench;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops bench</c>: the machine's peaks and our rates beside them; or, for named backbones, the pictures a second that time estimates are made
/// from.</summary>
internal static class BenchVerb
{
    private const int Batch = 16;

    public static Command Create(HostOutput output)
    {
        var backbone = new Option<string[]>("--backbone") { Description = CommandTexts.Of("bench.backbone"), AllowMultipleArgumentsPerToken = true };
        var size = new Option<int>("--size") { Description = CommandTexts.Of("bench.size"), DefaultValueFactory = _ => 128 };
        var json = Verb.Json();
        var command = new Command("bench", CommandTexts.Of("bench")) { backbone, size, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                var pixels = parsed.GetValue(size);
                if (pixels is < 32 or > 1024)
                {
                    throw new RefusedException(new Refusal("command.bench.size", ("received", $"{pixels}")));
                }
                FinalizerGate.Hold();
                ProcessThreads.TellTorch();
                if (parsed.GetValue(backbone) is not { Length: > 0 } names)
                {
                    var machine = await MachineBench.MeasureAsync(ProcessThreads.Count, output.Say, stop);
                    if (parsed.GetValue(json))
                    {
                        output.Json(machine);
                    }
                    else
                    {
                        output.Text(machine.ToText());
                    }
                    return ExitCode.Done;
                }
                Measurement[] measured = [.. names.Select(BackboneCatalog.Named).Select(found => Measure(found, pixels, stop))];
                if (parsed.GetValue(json))
                {
                    output.Json(new { Threads = ProcessThreads.Count, Backbones = measured });
                }
                else
                {
                    foreach (var m in measured)
                    {
                        output.Text(
                            $"{m.Name, -20} {m.ImageSize} px  forward {m.ForwardImagesPerSecond:0} pictures/s  training {m.TrainImagesPerSecond:0} pictures/s"
                        );
                    }
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Measurement Measure(Backbone backbone, int size, CancellationToken stop)
    {
        using var scope = torch.NewDisposeScope();
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(size, size, 3) });
        network.Initialize(0);
        var pictures = torch.rand(Batch, size, size, 3).mul_(255);
        double Forward()
        {
            using var inner = torch.NewDisposeScope();
            network.Predict(pictures);
            return Batch;
        }
        var forward = Rate(Forward, stop);
        network.SyncRequiresGrad();
        using var generator = new torch.Generator(0);
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        double Train()
        {
            using var inner = torch.NewDisposeScope();
            network.Forward(pictures, context).mean().backward();
            return Batch;
        }
        return new Measurement(backbone.Name, size, forward, Rate(Train, stop));
    }

    // The first pass builds kernels and is not counted; then at least two seconds or three passes.
    private static double Rate(Func<double> pass, CancellationToken stop)
    {
        pass();
        var clock = Stopwatch.StartNew();
        double pictures = 0;
        for (var i = 0; i < 3 || (clock.Elapsed.TotalSeconds < 1 && i < 200); i++)
        {
            stop.ThrowIfCancellationRequested();
            pictures += pass();
        }
        return pictures / clock.Elapsed.TotalSeconds;
    }

    private sealed record Measurement(string Name, int ImageSize, double ForwardImagesPerSecond, double TrainImagesPerSecond);
}
