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

/// <param name="Milliseconds">The least of some steps.</param>
/// <param name="Megabytes">Highest resident size of the process.</param>
internal sealed record DetectorStep(string Task, double Milliseconds, double Megabytes);

/// <summary>What a training step of a detector costs beside the classifier's on the same backbone: all layers, moving BatchNormalization, Adam, each in a
/// process of its own.</summary>
internal static class DetectorSteps
{
    /// <summary>The sub-command that <see cref="Measure"/> starts.</summary>
    public const string Step = "detector-step";

    private static readonly string[] Tasks = ["image-classification", "object-detection"];

    public static IEnumerable<DetectorStep> Measure(string backbone, int size, int batch)
    {
        foreach (var task in Tasks)
        {
            string[] arguments = [Step, task, backbone, .. new[] { size, batch }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            yield return process.ExitCode == 0
                ? JsonSerializer.Deserialize<DetectorStep>(text)!
                : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    public static string Answer(string name, string backbone, int size, int batch)
    {
        using var whole = torch.NewDisposeScope();
        torch.manual_seed(1);
        var task = TrainableTasks.Named(name);
        var spec = TrainingSpecJson.Complete(
            new TrainingSpec
            {
                Task = name,
                Data = new DataSpec { ImageSize = [size, size] },
                Backbone = new BackboneSpec { Name = backbone, Weights = "none" },
                Loss = new LossSpec { Class = task.Card.Losses[0] },
            }
        );
        string[] names = [.. Enumerable.Range(0, 8).Select(i => $"class{i}")];
        IReadOnlyList<double>[] stored = [.. Enumerable.Range(0, batch).Select(i => Stored(name, i, size))];
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
        IReadOnlyList<torch.Tensor> pictures = [torch.rand(batch, size, size, 3) * 255];
        var data = new Batch(split.Prefix?.Forward(pictures, CallContext.Inference) ?? pictures, targets.ToTensors(stored)) { Points = targets.Points(stored) };
        var best = Stopclock.BestSeconds(8, () => step.Train(data, optimizer, context));
        using var self = Process.GetCurrentProcess();
        return JsonSerializer.Serialize(new DetectorStep(name, 1000 * best, self.PeakWorkingSet64 / 1e6));
    }

    // Some objects in each picture, as scenes have them.
    private static double[] Stored(string task, int i, int size)
    {
        if (task == Tasks[0])
        {
            return [i % 8];
        }
        var objects = Enumerable
            .Range(0, 1 + (i % 6))
            .Select(k =>
            {
                var side = size / (3.0 + k);
                var (x, y) = ((i * 37) + (k * 61), (i * 53) + (k * 29));
                return new TrueObject(
                    k % 8,
                    new ObjectBox(x % (size - side), y % (size - side), (x % (size - side)) + side, (y % (size - side)) + side),
                    side * side
                );
            });
        return ObjectRow.Write(new PictureObjects(size, size, [.. objects]));
    }
}
