using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

public class DropoutTests
{
    private static float[] Run(Layer layer, bool training, ulong seed, params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        return GoldenData.Values(layer.Call([ones(shape)], new CallContext { Training = training, Generator = generator }));
    }

    [Fact]
    public void Call_InTraining_DropsTheShareAndScalesTheRest()
    {
        using var layer = new Dropout(0.2, name: "d");
        var values = Run(layer, true, 3, 100, 200);
        Assert.All(values, value => Assert.True(value is 0 or 1.25f, $"{value}"));

        // 20,000 draws of probability 0.2: five standard errors are 0.0141.
        Assert.InRange(values.Count(value => value == 0) / (double)values.Length, 0.1859, 0.2141);
        Assert.Equal(values, Run(layer, true, 3, 100, 200));
        Assert.NotEqual(values, Run(layer, true, 4, 100, 200));
    }

    [Fact]
    public void Call_InInference_HandsItsInputOn()
    {
        using var layer = new Dropout(0.2, name: "d");
        Assert.All(Run(layer, false, 3, 5, 5), value => Assert.Equal(1, value));
        layer.RunsInInferenceMode = true;
        Assert.All(Run(layer, true, 3, 5, 5), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Call_WithANoiseShape_DropsWholeSamples()
    {
        using var layer = new Dropout(0.5, [null, 1, 1, 1], name: "d");
        var values = Run(layer, true, 3, 64, 2, 2, 3);
        Assert.All(Enumerable.Range(0, 64), n => Assert.Single(values[(n * 12)..((n + 1) * 12)].Distinct()));
        Assert.Equal(2, values.Distinct().Count());
    }

    [Fact]
    public void Call_InTrainingWithoutAGenerator_IsAFault()
    {
        using var scope = NewDisposeScope();
        using var layer = new Dropout(0.5, name: "d");
        Assert.Throws<InvalidOperationException>(() => layer.Call([ones(1)], new CallContext { Training = true }));
    }
}
