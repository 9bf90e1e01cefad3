using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

public class BatchNormalizationTests
{
    private static readonly float[] Data = [1, 10, 3, 20, 5, 60];

    private static BatchNormalization Layer()
    {
        var layer = new BatchNormalization(momentum: 0.9, epsilon: 0, name: "bn");
        layer.EnsureBuilt([TensorShape.Of(null, 2)]);
        return layer;
    }

    private static float[] Run(BatchNormalization layer, CallContext context, float[]? data = null)
    {
        using var scope = NewDisposeScope();
        data ??= Data;
        return GoldenData.Values(layer.Call([tensor(data, [data.Length / 2, 2])], context));
    }

    [Fact]
    public void Call_InTrainMode_MovesTheAveragesByTheBiasedVariance()
    {
        using var layer = Layer();
        var output = Run(layer, new CallContext { Training = true, BatchNormMode = BatchNormMode.Train });
        Assert.Equal([-1.2247f, -0.9258f, 0, -0.4629f, 1.2247f, 1.3887f], output.Select(v => MathF.Round(v, 4)));
        Assert.Equal([0.3f, 3f], GoldenData.Values(layer.MovingMean!.Value).Select(v => MathF.Round(v, 4)));

        // Variances of the batch 8/3 and 466.67 (divided by 3, as Keras does), each a tenth beside 0.9 times 1.
        Assert.Equal([1.1667f, 47.5667f], GoldenData.Values(layer.MovingVariance!.Value).Select(v => MathF.Round(v, 4)));
    }

    [Theory]
    [InlineData(true, BatchNormMode.Inference, true, false)]
    [InlineData(true, BatchNormMode.Frozen, true, false)]
    [InlineData(true, BatchNormMode.Train, false, false)]
    [InlineData(true, BatchNormMode.Train, true, true)]
    [InlineData(false, BatchNormMode.Train, true, false)]
    public void Call_OutsideTrainMode_LeavesTheStatistics(bool training, BatchNormMode mode, bool trainable, bool runsInInference)
    {
        using var layer = Layer();
        layer.Trainable = trainable;
        layer.RunsInInferenceMode = runsInInference;
        Assert.Equal(Data, Run(layer, new CallContext { Training = training, BatchNormMode = mode }));
        Assert.Equal([0f, 0f], GoldenData.Values(layer.MovingMean!.Value));
        Assert.Equal([1f, 1f], GoldenData.Values(layer.MovingVariance!.Value));
    }

    [Fact]
    public void Call_OnOneSample_HasNoVarianceAndNoNaN()
    {
        using var layer = new BatchNormalization(momentum: 0.9, name: "bn");
        layer.EnsureBuilt([TensorShape.Of(null, 2)]);
        Assert.All(Run(layer, new CallContext { Training = true, BatchNormMode = BatchNormMode.Train }, [5, 7]), value => Assert.InRange(value, -1e-4f, 1e-4f));
        Assert.Equal([0.9f, 0.9f], GoldenData.Values(layer.MovingVariance!.Value));
    }

    [Fact]
    public void Weights_AreTrainableOnesFirst()
    {
        using var layer = Layer();
        Assert.Equal(["gamma", "beta", "moving_mean", "moving_variance"], layer.Weights.Select(w => w.Name));
        Assert.Equal(["gamma", "beta"], layer.TrainableWeights.Select(w => w.Name));
        layer.Trainable = false;
        Assert.Empty(layer.TrainableWeights);
        Assert.Equal(4, layer.NonTrainableWeights.Count);
    }
}
