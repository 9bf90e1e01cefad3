using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Host.Bench;
using TorchSharp;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Task">As a spec names it; or whose network it is.</param>
/// <param name="Milliseconds">The middle of several processes' least.</param>
/// <param name="Megabytes">Highest resident size of the process.</param>
internal sealed record DetectorStep(string Task, double Milliseconds, double Megabytes);

/// <summary>What a training step of a detector costs beside the classifier's on the same backbone, and, where the distribution's PyTorch is installed, beside
/// the same network written out in it: all layers, moving BatchNormalization, Adam, each in a process of its own, one after the other.</summary>
internal static class DetectorSteps
{
    /// <summary>The sub-command that <see cref="Measure"/> starts.</summary>
    public const string Step = "detector-step";

    /// <summary>The backbone that is written out in PyTorch.</summary>
    public const string PeerBackbone = "EfficientNetLite0";

    public const int Size = 256,
        Batch = 8,
        Channels = 64;

    private const string Python = "/usr/bin/python3";

    private static readonly string[] Tasks = ["image-classification", "object-detection"];

    /// <param name="rounds">How often each is measured, by turns.</param>
    public static IReadOnlyList<DetectorStep> Measure(string backbone, int rounds = 3)
    {
        var steps = new List<DetectorStep>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var task in Tasks)
            {
                steps.Add(Read(Environment.ProcessPath!, [Step, task, backbone]) ?? throw new InvalidOperationException($"{Step} {task} {backbone} failed."));
            }
            if (backbone == PeerBackbone && File.Exists(Python))
            {
                int[] numbers = [Size, Batch, Channels, Environment.ProcessorCount];
                if (Read(Python, ["-c", Script(), .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]) is { } peer)
                {
                    steps.Add(peer);
                }
            }
        }
        return
        [
            .. steps
                .GroupBy(step => step.Task)
                .Select(of => new DetectorStep(
                    of.Key,
                    of.Select(step => step.Milliseconds).Order().ElementAt(of.Count() / 2),
                    of.Select(step => step.Megabytes).Order().ElementAt(of.Count() / 2)
                )),
        ];
    }

    // Null where it fails, as without its packages.
    private static DetectorStep? Read(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<DetectorStep>(text) : null;
    }

    private static string Script()
    {
        using var reader = new StreamReader(typeof(DetectorSteps).Assembly.GetManifestResourceStream("detector_peer.py")!);
        return reader.ReadToEnd();
    }

    public static string Answer(string name, string backbone)
    {
        using var whole = torch.NewDisposeScope();
        torch.manual_seed(1);
        var task = TrainableTasks.Named(name);
        var spec = TrainingSpecJson.Complete(
            new TrainingSpec
            {
                Task = name,
                Data = new DataSpec { ImageSize = [Size, Size] },
                Backbone = new BackboneSpec { Name = backbone, Weights = "none" },
                Loss = new LossSpec { Class = task.Card.Losses[0] },
            }
        );
        string[] names = [.. Enumerable.Range(0, 8).Select(i => $"class{i}")];
        IReadOnlyList<double>[] stored = [.. Enumerable.Range(0, Batch).Select(i => Stored(name, i))];
        var targets = task.Targets(spec, names, stored);
        using var model = task.Build(new ModelBuilder(new ModelFiles(), "."), spec, targets);
        new FreezePlan(Unfreeze.All, "train").Apply(model);
        model.Network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("Adam", ("learningRate", 1e-5)));
        optimizer.Build(model.Network.TrainableWeights);
        var split = FrontierSplit.Of(model.Core, BatchNormMode.Train);
        var step = new TrainingStep(split.Rest, model.Network.TrainableWeights, task.Objective(spec.Loss, targets, model.Core, stored));
        using var generator = new torch.Generator(1);
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        IReadOnlyList<torch.Tensor> pictures = [torch.rand(Batch, Size, Size, 3) * 255];
        var data = new Batch(split.Prefix?.Forward(pictures, CallContext.Inference) ?? pictures, targets.ToTensors(stored)) { Points = targets.Points(stored) };
        var best = Stopclock.BestSeconds(8, () => step.Train(data, optimizer, context));
        using var self = Process.GetCurrentProcess();
        return JsonSerializer.Serialize(new DetectorStep(name, 1000 * best, self.PeakWorkingSet64 / 1e6));
    }

    // Some objects in each picture, as scenes have them.
    private static double[] Stored(string task, int i)
    {
        if (task == Tasks[0])
        {
            return [i % 8];
        }
        var objects = Enumerable
            .Range(0, 1 + (i % 6))
            .Select(k =>
            {
                var side = Size / (3.0 + k);
                var (x, y) = ((i * 37) + (k * 61), (i * 53) + (k * 29));
                return new TrueObject(
                    k % 8,
                    new ObjectBox(x % (Size - side), y % (Size - side), (x % (Size - side)) + side, (y % (Size - side)) + side),
                    side * side
                );
            });
        return ObjectRow.Write(new PictureObjects(Size, Size, [.. objects]));
    }
}
