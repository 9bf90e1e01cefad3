using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Layers that learn at a part of the stage's rate.</summary>
public sealed class LayerRatesTests
{
    [Theory]
    [InlineData("Adam", "weightDecay", 0.05)]
    [InlineData("AdamW", "weightDecay", 0.05)]
    [InlineData("SGD", "momentum", 0.9)]
    [InlineData("RMSprop", "momentum", 0.5)]
    [InlineData("Adagrad", "epsilon", 1e-6)]
    [InlineData("Nadam", "beta1", 0.9)]
    [InlineData("Lion", "weightDecay", 0.01)]
    public void Rates_OfTwoGroups_EqualTwoOptimizersByHand(string optimizer, string option, double value)
    {
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create();
        using var twin = StepsNetwork.Create();
        network.SyncRequiresGrad();
        twin.SyncRequiresGrad();
        var spec = new ComponentSpec(optimizer, ("learningRate", 0.01)).With(option, value);
        // The first two layers at a tenth.
        using var one = OptimizerFactory.Create(spec);
        one.Build(network.TrainableWeights, [.. network.TrainableWeights.Select((_, i) => i < 4 ? 0.1f : 1f)]);
        Variable[] slow = [.. twin.TrainableWeights.Take(4)];
        Variable[] fast = [.. twin.TrainableWeights.Skip(4)];
        using var first = OptimizerFactory.Create(spec.With("learningRate", 0.001));
        using var second = OptimizerFactory.Create(spec);
        first.Build(slow);
        second.Build(fast);
        var (pictures, labels) = StepsNetwork.Data("train");
        for (var i = 0; i < 4; i++)
        {
            Backward(network, pictures, labels);
            one.Apply(Gradients(network.TrainableWeights));
            Backward(twin, pictures, labels);
            var (a, b) = (Gradients(slow), Gradients(fast));
            first.Apply(a);
            second.Apply(b);
        }
        foreach (var (mine, theirs) in network.Weights.Zip(twin.Weights))
        {
            GoldenData.AssertClose(GoldenData.Values(theirs.Value), GoldenData.Values(mine.Value), 1e-5, $"{optimizer} {mine.Path}");
        }
    }

    [Fact]
    public void Run_WithMultiplierOne_IsTheRunWithoutGroups()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var plain = SmallRun.Run(spec, folder.Out("plain"));
        Assert.Equal(plain.WeightsHash, SmallRun.Run(With(spec, (-3, 1)), folder.Out("one")).WeightsHash);
        Assert.NotEqual(plain.WeightsHash, SmallRun.Run(With(spec, (-3, 0.1)), folder.Out("tenth")).WeightsHash);
    }

    [Fact]
    public void Run_WithMultiplierZero_HoldsTheWeightsStill_WhileStatisticsMove()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        spec = spec with
        {
            Stages = [spec.Stages[1] with { Unfreeze = Unfreeze.All, LayerRates = [new() { From = LayerReference.Parse("-7"), Multiplier = 0 }] }],
            Callbacks = [],
        };
        SmallRun.Run(spec, folder.Out("zero"));
        using var before = ModelFile.Load(spec.Backbone.File!).Network;
        using var after = ModelFile.Load(Path.Combine(folder.Out("zero"), "last.keras")).Network;
        var backbone = after.Layers.OfType<Network>().Single(layer => layer.Layers.Count == before.Layers.Count);
        foreach (var (was, now) in before.Weights.Zip(backbone.Weights))
        {
            var moved = !GoldenData.Values(was.Value).SequenceEqual(GoldenData.Values(now.Value));
            Assert.Equal(was.Path.Contains("moving", StringComparison.Ordinal), moved);
        }
    }

    [Fact]
    public void Run_TellsWhatGroupTrainsAtWhatRate()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var events = new List<RunEvent>();
        SmallRun.Run(With(spec, (-3, 0.5), (1, 0.1)), folder.Out("a"), events: events);
        var groups = events.OfType<StageEvent>().Last().RateGroups!;
        Assert.Equal(2, groups.Count);
        // The last three of seven layers train: convolution, BatchNormalization and an activation, of which two have weights.
        Assert.Equal((0.1, 0), (groups[0].Multiplier, groups[0].TrainableLayers));
        Assert.Equal((0.5, 2), (groups[1].Multiplier, groups[1].TrainableLayers));
        Assert.Equal(0.0015, groups[1].LearningRate, 8);
        Assert.Contains("frozen", RunEventWords.Describe(events.OfType<StageEvent>().Last()));
    }

    [Fact]
    public void Run_ResumedInAStageWithGroups_EqualsTheUndisturbedRun()
    {
        using var folder = new PictureFolder();
        var spec = With(SmallRun.Spec(folder), (-3, 0.3));
        var whole = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("parts"), e => StopAt(e, 3, 2, stop), stop: stop);
        Assert.Equal(whole.WeightsHash, SmallRun.Run(spec, folder.Out("parts"), resume: true).WeightsHash);
    }

    [Fact]
    public void Groups_ThatAreNotThereOrBeginTogether_AreRefusedByName()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        Assert.Contains("\"block9\"", Refusal(folder, spec, "block9"), StringComparison.Ordinal);
        Assert.Contains("layer -99", Refusal(folder, spec, "-99"), StringComparison.Ordinal);
        Assert.Contains("which are both", Refusal(folder, spec, "-1", "-1", "activation"), StringComparison.Ordinal);
    }

    private static string Refusal(PictureFolder folder, TrainingSpec spec, params string[] from)
    {
        var rates = from.Distinct().Select(text => new LayerRate { From = LayerReference.Parse(text), Multiplier = 0.5 }).ToArray();
        return Assert
            .Throws<RefusedException>(() => SmallRun.Run(spec with { Stages = [spec.Stages[0] with { LayerRates = rates }] }, folder.Out("refused")))
            .Message;
    }

    private static TrainingSpec With(TrainingSpec spec, params (int From, double Multiplier)[] groups) =>
        spec with
        {
            Stages =
            [
                spec.Stages[0],
                spec.Stages[1] with
                {
                    LayerRates = [.. groups.Select(g => new LayerRate { From = new LayerReference(null, g.From), Multiplier = g.Multiplier })],
                },
            ],
        };

    private static void StopAt(RunEvent e, int epoch, int step, CancellationTokenSource stop)
    {
        if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step)
        {
            stop.Cancel();
        }
    }

    private static void Backward(Network network, Tensor pictures, Tensor labels) =>
        new CategoricalCrossentropy().PerSample(network.Forward(pictures, new CallContext { Training = true }, logits: true), labels).mean().backward();

    private static Tensor?[] Gradients(IReadOnlyList<Variable> weights)
    {
        Tensor?[] gradients = [.. weights.Select(w => w.Value.grad?.clone())];
        foreach (var weight in weights)
        {
            weight.Value.grad = null;
        }
        return gradients;
    }
}
