using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Host.Bench;
using TorchSharp;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Program">Ours, or whose.</param>
/// <param name="Training">Milliseconds of a step of all weights with AdamW.</param>
/// <param name="Inference">Milliseconds of a batch.</param>
/// <param name="Megabytes">Highest resident size of the process.</param>
internal sealed record TextStep(string Program, double Training, double Inference, double Megabytes);

/// <summary>Sizes of an encoder and of a batch.</summary>
internal sealed record TextShape(string Name, int Vocabulary, int Layers, int Heads, int Width, int Inner, int Batch, int Tokens);

/// <summary>What a training step and the inference of an encoder of texts cost, beside the distribution's PyTorch (python3-torch, with libopenblas0-pthread) on
/// the same shapes written out in it: float32, each in a process of its own, by turns.</summary>
internal static class TextSteps
{
    /// <summary>The sub-command that <see cref="Measure"/> starts.</summary>
    public const string Step = "text-step";

    private const string Python = "/usr/bin/python3";
    private const string Ours = "this program";

    public static IReadOnlyList<TextShape> Shapes { get; } =
    [new("MiniLM, 32 x 32 tokens", 30_522, 6, 12, 384, 1536, 32, 32), new("BERT, 8 x 64 tokens", 21_128, 12, 12, 768, 3072, 8, 64)];

    /// <param name="rounds">How often each is measured, by turns; the middle of the rounds counts.</param>
    public static IReadOnlyList<TextStep> Measure(TextShape shape, int rounds = 3)
    {
        var steps = new List<TextStep>();
        for (var round = 0; round < rounds; round++)
        {
            steps.Add(Read(Environment.ProcessPath!, [Step, shape.Name]) ?? throw new InvalidOperationException($"{Step} {shape.Name} failed."));
            int[] numbers = [shape.Vocabulary, shape.Layers, shape.Heads, shape.Width, shape.Inner, shape.Batch, shape.Tokens, Environment.ProcessorCount];
            if (File.Exists(Python) && Read(Python, ["-c", Script(), .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]) is { } peer)
            {
                steps.Add(peer);
            }
        }
        return
        [
            .. steps
                .GroupBy(step => step.Program)
                .Select(of => new TextStep(of.Key, Middle(of, step => step.Training), Middle(of, step => step.Inference), Middle(of, step => step.Megabytes))),
        ];
    }

    /// <summary>What the process of a step answers.</summary>
    public static string Answer(string name)
    {
        var shape = Shapes.First(one => one.Name == name);
        using var whole = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var network = Network(shape);
        network.Initialize(1);
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("AdamW", ("learningRate", 1e-5), ("weightDecay", 0.01)));
        optimizer.Build(network.TrainableWeights);
        network.SyncRequiresGrad();
        var task = TrainableTasks.Named(new TrainingSpec().Task);
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"class{i}")];
        IReadOnlyList<double>[] stored = [.. Enumerable.Range(0, shape.Batch).Select(i => new double[] { i % 9 })];
        var targets = task.Targets(new TrainingSpec(), names, stored);
        // As a run has it.
        var split = FrontierSplit.Of(network, BatchNormMode.Inference);
        var step = new TrainingStep(split.Rest, network.TrainableWeights, task.Objective(new LossSpec(), targets, network, stored));
        using var generator = new torch.Generator(1);
        var context = new CallContext { Training = true, Generator = generator };
        IReadOnlyList<torch.Tensor> inputs =
        [
            torch.randint(0, shape.Vocabulary, [shape.Batch, shape.Tokens], torch.ScalarType.Int32),
            torch.ones([shape.Batch, shape.Tokens], torch.ScalarType.Int32),
            torch.zeros([shape.Batch, shape.Tokens], torch.ScalarType.Int32),
        ];
        var data = new Batch(inputs, targets.ToTensors(stored));
        var training = Stopclock.BestSeconds(8, () => step.Train(data, optimizer, context));
        using var ready = new ReadyNetwork(network);
        var inference = Stopclock.BestSeconds(
            12,
            () =>
            {
                using var scope = torch.NewDisposeScope();
                ready.Predict([.. inputs]);
            }
        );
        using var self = Process.GetCurrentProcess();
        return JsonSerializer.Serialize(new TextStep(Ours, 1000 * training, 1000 * inference, self.PeakWorkingSet64 / 1e6));
    }

    private static Network Network(TextShape shape)
    {
        using var names = NameScope.Begin();
        var encoder = Bert.Build(
            new BertOptions(shape.Vocabulary, shape.Layers, shape.Heads, shape.Width, shape.Inner)
            {
                Pooler = false,
                Dropout = 0,
                AttentionDropout = 0,
            }
        );
        KerasTensor[] inputs = [.. encoder.Inputs.Select(input => InputLayer.Create(input.Shape, input.DType, input.Layer.Name).Output)];
        var tokens = encoder.Apply(inputs, CallArguments.List(inputs.Length, encoder.DefaultKeywords()))[0];
        var mean = new GlobalAveragePooling1D().Apply([tokens, inputs[1]], CallArguments.One(new JsonObject { ["mask"] = CallArguments.Placeholder(1) }))[0];
        return new Network(inputs, [new Dense(9, "softmax").Apply(mean)]);
    }

    private static double Middle(IEnumerable<TextStep> steps, Func<TextStep, double> of)
    {
        double[] all = [.. steps.Select(of).Order()];
        return all[all.Length / 2];
    }

    // Null where it fails, as without its packages.
    private static TextStep? Read(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<TextStep>(text) : null;
    }

    private static string Script()
    {
        using var reader = new StreamReader(typeof(TextSteps).Assembly.GetManifestResourceStream("text_peer.py")!);
        return reader.ReadToEnd();
    }
}
