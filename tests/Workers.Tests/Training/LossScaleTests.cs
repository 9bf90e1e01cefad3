using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>keras/src/optimizers/loss_scale_optimizer.py, on gradients made up for it.</summary>
public sealed class LossScaleTests
{
    private static readonly ComponentSpec Sgd = new("SGD", ("learningRate", 0.5));

    [Fact]
    public void Scale_ByDefault_IsKeras() => Assert.Equal(new LossScaleState(32768, 0), new LossScale().State);

    [Fact]
    public void Apply_DividesGradients_AndDoublesAfterTheGrowthSteps()
    {
        using var scope = NewDisposeScope();
        using var weight = Weight();
        using var optimizer = Optimizer(weight);
        var scale = new LossScale(8, dynamicGrowthSteps: 3);
        foreach (var expected in new[] { (8f, 1), (8f, 2), (16f, 0), (16f, 1) })
        {
            Assert.True(scale.Apply(optimizer, [tensor(new[] { 2f, 4f }) * scale.State.Scale]));
            Assert.Equal(new LossScaleState(expected.Item1, expected.Item2), scale.State);
        }
        Assert.Equal([1 - (4 * 1f), 1 - (4 * 2f)], GoldenData.Values(weight.Value));
        Assert.Equal(4, optimizer.Iterations);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Apply_OfAGradientThatIsNotFinite_MovesNothing_AndHalves(float value)
    {
        using var scope = NewDisposeScope();
        using var weight = Weight();
        using var optimizer = Optimizer(weight);
        var scale = new LossScale(8, dynamicGrowthSteps: 3);
        scale.Apply(optimizer, [zeros(2)]);
        Assert.False(scale.Apply(optimizer, [tensor(new[] { 1f, value })]));
        Assert.Equal(new LossScaleState(4, 0), scale.State);
        Assert.Equal(1, optimizer.Iterations);
        Assert.Equal([1f, 1f], GoldenData.Values(weight.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_WithAScale_EqualsTheStepWithout(bool rematerialize)
    {
        var plain = Train(null, rematerialize);
        var scaled = Train(new LossScale(), rematerialize);
        foreach (var ((path, expected), (_, actual)) in plain.Zip(scaled))
        {
            GoldenData.AssertClose(expected, actual, 1e-6, path);
        }
    }

    private static Variable Weight() => new("kernel", [2], new Engine.Graph.Initializers.Ones());

    private static Optimizer Optimizer(Variable weight)
    {
        var optimizer = OptimizerFactory.Create(Sgd);
        optimizer.Build([weight]);
        return optimizer;
    }

    private static (string, float[])[] Train(LossScale? scale, bool rematerialize)
    {
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create(batchNormalization: true);
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("SGD", ("learningRate", 0.05)));
        optimizer.Build(network.TrainableWeights);
        var step = new TrainingStep(
            network,
            network.TrainableWeights,
            new ClassificationObjective(new CategoricalCrossentropy()),
            rematerialize: rematerialize,
            lossScale: scale
        );
        var (pictures, labels) = StepsNetwork.Data("train");
        for (var i = 0; i < 3; i++)
        {
            step.Train(new Batch([pictures], [labels]), optimizer, new CallContext { Training = true, BatchNormMode = BatchNormMode.Train });
        }
        return [.. network.Weights.Select(weight => (weight.Path, GoldenData.Values(weight.Value)))];
    }
}
