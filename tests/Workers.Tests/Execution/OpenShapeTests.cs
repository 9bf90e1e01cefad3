using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

/// <summary>Axes that a network leaves open are checked by the layer that can't take them.</summary>
public sealed class OpenShapeTests
{
    [Fact]
    public void Predict_OfASizeThatALayerCannotTake_NamesTheLayerAndTheShape()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(null, null, 3).Output;
        using var reshaped = new Network(input, new Reshape([10, 10, 3], name: "square").Apply(input), "n");
        using (var ready = new ReadyNetwork(reshaped))
            Assert.Equal([2, 10, 10, 3], ready.Predict(zeros(2, 10, 10, 3)).shape);
        AssertRefused(
            reshaped,
            "Layer 'square' (Reshape) expects inputs that it can be applied to. Received (2, 16, 16, 3): shape '[2, 10, 10, 3]' is invalid for input of size 1536."
        );
        using var pooled = new Network(input, new MaxPooling2D([64, 64], name: "pool").Apply(input), "n");
        AssertRefused(
            pooled,
            "Layer 'pool' (MaxPooling2D) expects inputs that it can be applied to. Received (2, 16, 16, 3): Given input size: (3x16x16). Calculated output size: (3x0x0). Output size is too small."
        );
        using var added = new Network(input, new Add().Apply([input, new Cropping2D([(1, 0), (0, 0)]).Apply(input)]), "n");
        AssertRefused(added, "(2, 16, 16, 3), (2, 15, 16, 3)");
    }

    [Fact]
    public void Output_OfAnotherNumberOfSamples_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(3).Output;
        using var network = new Network(input, new Dense(2).Apply(input), "n");
        Assert.Equal(4, FiniteOutput.Require(network, zeros(4, 2), 4).shape[0]);
        Assert.Equal(
            "Expected an output for each sample from network 'n'. Received: shape (3, 2) for 4.",
            Assert.Throws<RefusedException>(() => FiniteOutput.Require(network, zeros(3, 2), 4)).Message
        );
    }

    private static void AssertRefused(Network network, string sentence)
    {
        using var ready = new ReadyNetwork(network);
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => ready.Predict(zeros(2, 16, 16, 3))).Message, StringComparison.Ordinal);
    }
}
