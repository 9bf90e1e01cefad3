using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Several small batches accumulated are one large batch, where nothing looks across the batch.</summary>
public sealed class GradientAccumulationTests
{
    [Theory]
    [InlineData("SGD", 0.05, false)]
    [InlineData("SGD", 0.05, true)]
    [InlineData("Adam", 0.001, false)]
    public void ThreeBatchesOfEight_EqualOneOfTwentyFour(string optimizer, double rate, bool rematerialize)
    {
        var spec = new ComponentSpec(optimizer, ("learningRate", rate));
        var whole = Train(spec, parts: 1, rematerialize);
        var parts = Train(spec.With("gradientAccumulationSteps", 3), parts: 3, rematerialize);
        foreach (var ((path, expected), (_, actual)) in whole.Zip(parts))
        {
            GoldenData.AssertClose(expected, actual, 1e-6, path);
        }
    }

    [Fact]
    public void StatisticsOfTheBatch_AreThoseOfTheSmallBatches()
    {
        var spec = new ComponentSpec("SGD", ("learningRate", 0.05));
        var whole = Train(spec, parts: 1, rematerialize: false, batchStatistics: true);
        var parts = Train(spec.With("gradientAccumulationSteps", 3), parts: 3, rematerialize: false, batchStatistics: true);
        var (expected, actual) = (
            whole.First(w => w.Path.EndsWith("gamma", StringComparison.Ordinal)).Values,
            parts.First(w => w.Path.EndsWith("gamma", StringComparison.Ordinal)).Values
        );
        Assert.True(expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-5);
    }

    private static (string Path, float[] Values)[] Train(ComponentSpec spec, int parts, bool rematerialize, bool batchStatistics = false)
    {
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create(batchNormalization: true, regularizer: Regularizer.L2(0.01));
        foreach (var layer in network.Layers.OfType<BatchNormalization>())
        {
            layer.RunsInInferenceMode = !batchStatistics;
        }
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(spec);
        optimizer.Build(network.TrainableWeights);
        var step = new TrainingStep(
            network,
            network.TrainableWeights,
            new ClassificationObjective(new CategoricalCrossentropy()),
            rematerialize: rematerialize
        );
        var (pictures, labels) = StepsNetwork.Data("train");
        var size = 24 / parts;
        for (var i = 0; i < 3 * parts; i++)
        {
            var from = i % parts * size;
            step.Train(
                new Batch([pictures.narrow(0, from, size)], [labels.narrow(0, from, size)]),
                optimizer,
                new CallContext { Training = true, BatchNormMode = BatchNormMode.Train }
            );
        }
        return [.. network.TrainableWeights.Select(weight => (weight.Path, GoldenData.Values(weight.Value)))];
    }
}
