using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

public class FrontierSplitTests
{
    private static (Network Whole, Network Base) Transfer(bool augmented = false)
    {
        using var names = NameScope.Begin();
        var backbone = BackboneCatalog.Named("MobileNetV3Small").Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        var input = InputLayer.Of(64, 64, 3).Output;
        var x = augmented ? new Dropout(0.1).Apply(input) : input;
        x = backbone.Apply(x, training: false);
        x = new GlobalAveragePooling2D().Apply(x);
        x = new Dropout(0.2).Apply(x);
        var whole = new Network(input, new Dense(5, activation: "softmax").Apply(x), "transfer");
        whole.Initialize(3);
        return (whole, backbone);
    }

    [Fact]
    public void Of_AFrozenBase_CutsBehindThePooling()
    {
        var (whole, backbone) = Transfer();
        using var owner = whole;
        backbone.Trainable = false;
        var split = FrontierSplit.Of(whole, BatchNormMode.Train);
        Assert.Equal([null, 576], split.Prefix!.OutputShape);
        Assert.Equal(["dropout", "dense"], split.Rest.Layers.Where(l => l is not InputLayer).Select(l => l.Name));
        AssertSame(whole, split);
    }

    [Fact]
    public void Of_TheLastLayersUnfrozen_CutsInsideTheNestedBase()
    {
        var (whole, backbone) = Transfer();
        using var owner = whole;
        backbone.Trainable = false;
        foreach (var layer in backbone.Layers.TakeLast(10))
        {
            layer.Trainable = true;
        }

        var split = FrontierSplit.Of(whole, BatchNormMode.Inference);
        Assert.Equal("expanded_conv_10_squeeze_excite_conv_1", split.Rest.Layers.First(l => l.TrainableWeights.Count > 0 && l is Conv2D).Name);
        Assert.DoesNotContain(split.PrefixLayers, layer => layer.TrainableWeights.Count > 0);
        Assert.True(split.PrefixLayers.Count > 140);
        Assert.Equal(whole.TrainableWeights, split.Rest.TrainableWeights);
        AssertSame(whole, split);
    }

    // The mask that an Embedding hangs on its output is an edge that crosses the frontier beside it.
    [Fact]
    public void Of_AFrozenEmbedding_TakesItsMaskAcross()
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Create(TensorShape.Of(null, null), "int32").Output;
        var embedding = new Embedding(9, 4, maskZero: true) { Trainable = false };
        var hidden = new Dense(3, "relu").Apply(embedding.Apply(input));
        using var whole = new Network(input, new Dense(2).Apply(new GlobalAveragePooling1D().Apply(hidden)));
        whole.Initialize(1);
        var split = FrontierSplit.Of(whole, BatchNormMode.Train);
        Assert.Equal(2, split.Prefix!.Outputs.Count);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var marks = tensor(new[] { 1, 5, 0, 0, 7, 2, 8, 3 }).reshape(2, 4);
        var expected = whole.Forward(marks, CallContext.Inference);
        Assert.Equal(expected, split.Rest.Forward(split.Prefix.Forward([marks], CallContext.Inference), CallContext.Inference)[0]);
        using var folded = FoldedNetwork.Of(split.Prefix);
        Assert.Equal(expected, split.Rest.Forward(folded.Predict([marks]), CallContext.Inference)[0]);
        // Each alone, then padded: the same, since the mask says where nothing is.
        IReadOnlyList<Tensor>[] alone =
        [
            split.Prefix.Forward([marks[TensorIndex.Slice(0, 1), TensorIndex.Slice(0, 2)]], CallContext.Inference),
            split.Prefix.Forward([marks[TensorIndex.Slice(1, 2)]], CallContext.Inference),
        ];
        var joined = Enumerable.Range(0, 2).Select(k => PaddedRows.Join([alone[0][k], alone[1][k]])).ToList();
        Assert.True(split.Rest.Forward(joined, CallContext.Inference)[0].allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void Of_ARandomLayerAtTheFront_HasNoPrefix()
    {
        var (whole, backbone) = Transfer(augmented: true);
        using var owner = whole;
        backbone.Trainable = false;
        Assert.Null(FrontierSplit.Of(whole, BatchNormMode.Inference).Prefix);
    }

    [Fact]
    public void Of_NothingFrozen_CutsBeforeTheFirstWeights()
    {
        var (whole, _) = Transfer();
        using var owner = whole;
        var split = FrontierSplit.Of(whole, BatchNormMode.Inference);
        Assert.Equal(["rescaling"], split.PrefixLayers.Select(l => l.Name));
        AssertSame(whole, split);
    }

    [Fact]
    public void Forward_InTraining_LeavesNoTensorBehind()
    {
        var (whole, backbone) = Transfer();
        using var owner = whole;
        backbone.Trainable = true;
        whole.SyncRequiresGrad();
        using var image = GoldenData.Image(5, 2, 64, 64, 3);
        using var generator = new Generator(1);
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        Step(whole, image, context);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
        {
            Step(whole, image, context);
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Step(Network network, Tensor image, CallContext context)
    {
        using var scope = NewDisposeScope();
        network.Forward(image, context, logits: true).square().sum().backward();
        foreach (var weight in network.TrainableWeights)
        {
            weight.Value.grad?.zero_();
        }
    }

    private static void AssertSame(Network whole, FrontierSplit split)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var image = GoldenData.Image(5, 2, 64, 64, 3);
        var expected = whole.Predict(image);
        var crossing = split.Prefix!.Forward([image], CallContext.Inference);
        var actual = split.Rest.Forward(crossing, CallContext.Inference)[0];
        GoldenData.AssertClose(GoldenData.Values(expected), GoldenData.Values(actual), 1e-6, "split");
    }
}
