using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;
using MlOpsDashboard.Workers.Engine.Layers.Regularizers;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

/// <summary>
/// No GPU is here, but libtorch's meta device is: it computes shapes and refuses, as CUDA does, an operation whose tensors lie on two devices. A graph that runs there makes no tensor of its own on the
/// CPU. What numbers a GPU gives is not shown by it.
/// </summary>
public class OtherDeviceTests
{
    private static readonly Device Meta = device(DeviceType.META);

    [Theory]
    [InlineData("MobileNetV3Small", "float32")]
    [InlineData("MobileNetV3Small", "mixed_float16")]
    [InlineData("EfficientNetB0", "mixed_bfloat16")]
    [InlineData("ResNet50V2", "mixed_float16")]
    [InlineData("InceptionV3", "float32")]
    [InlineData("Xception", "mixed_float16")]
    [InlineData("DenseNet121", "float32")]
    [InlineData("VGG16", "mixed_bfloat16")]
    [InlineData("ConvNeXtTiny", "mixed_float16")]
    public void Training_OfABackbone_StaysOnItsDevice(string name, string precision)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        using var network = BackboneCatalog.Named(name).Build(new BackboneOptions { InputShape = TensorShape.Of(96, 96, 3) });
        foreach (var layer in network.Layers)
        {
            layer.DTypePolicy = DTypePolicy.Named(precision);
        }
        AssertTrains(network, [96, 96, 3]);
    }

    [Fact]
    public void Training_OfManyLayers_StaysOnItsDevice()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = input;
        foreach (var layer in new Layer[]
        {
            new Rescaling([0.1, 0.2, 0.3], [0, 1, 2]), new Normalization(mean: [1, 2, 3], variance: [1, 2, 3]),
            new Conv2D(8, 3, padding: "same", kernelRegularizer: Regularizer.L1L2(0.1, 0.1)), new SpatialDropout2D(0.2), new GaussianNoise(0.1), Of("GaussianDropout", """{"name":"g","rate":0.1}"""), Of("AlphaDropout", """{"name":"a","rate":0.1}"""),
            new AveragePooling2D(3, 2, padding: "same"), Of("Reshape", """{"name":"r","target_shape":[-1,8]}"""),
            new GRU(new RecurrentOptions(6) { ReturnSequences = true, Dropout = 0.1, RecurrentDropout = 0.1 }), new LSTM(new RecurrentOptions(6) { ReturnSequences = true }), new Dropout(0.2),
        })
        {
            x = layer.Apply(x);
        }
        using var network = new Network(input, x);
        AssertTrains(network, [16, 16, 3]);
    }

    [Fact]
    public void Loss_WeightsAndStep_StayOnTheirDevice()
    {
        using var scope = NewDisposeScope();
        using var logits = zeros([4, 3], ScalarType.Float32, Meta);
        var labels = zeros([4], ScalarType.Int64, Meta);
        foreach (var name in LossSpec.Classes.Where(name => !new LossSpec { Class = name }.IsBinary))
        {
            Assert.Equal(DeviceType.META, ClassificationLoss.Of(new LossSpec { Class = name, LabelSmoothing = 0.1 }).PerSample(logits, labels).device_type);
        }
        var input = InputLayer.Of(3).Output;
        using var network = new Network(input, new Dense(2).Apply(input));
        network.Initialize(1);
        network.MoveTo(Meta);
        network.SyncRequiresGrad();
        foreach (var name in new[] { "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Nadam", "Lion" })
        {
            using var optimizer = OptimizerFactory.Create(new ComponentSpec(name, ("learningRate", 0.1), ("globalClipnorm", 1.0)));
            optimizer.Build(network.TrainableWeights);
            optimizer.Apply([.. network.TrainableWeights.Select(weight => ones_like(weight.Value.detach()))]);
            Assert.All(optimizer.Slots, slot => Assert.Equal(DeviceType.META, slot.Value.device_type));
        }
    }

    private static Layer Of(string className, string config) => LayerRegistry.Create(className, JsonNode.Parse(config)!.AsObject());

    private static void AssertTrains(Network network, long[] shape)
    {
        network.Initialize(1);
        network.MoveTo(Meta);
        network.SyncRequiresGrad();
        using var generator = new Generator(1);
        var input = network.Take(zeros([2, .. shape]));
        Assert.Equal(DeviceType.META, input.device_type);
        var output = network.Forward(input, new CallContext { Training = true, BatchNormMode = BatchNormMode.Train, Generator = generator });
        var loss = output.to_type(ScalarType.Float32).sum();
        loss = network.RegularizationLoss() is { } penalty ? loss + penalty : loss;
        loss.backward();
        Assert.Equal(DeviceType.META, output.device_type);
        Assert.All(network.TrainableWeights, weight => Assert.Equal(DeviceType.META, weight.Value.grad!.device_type));
        // Channels-last survives the move: a kernel that lay as libtorch wants it lies so there.
        Assert.All(network.Layers.OfType<Conv2D>().Where(conv => conv.Kernel!.Shape.All(size => size > 1)), conv => Assert.True(conv.Kernel!.Value.permute(3, 0, 1, 2).is_contiguous()));
        using var quiet = no_grad();
        Assert.Equal(DeviceType.META, FoldedNetwork.Of(network).Predict(input).device_type);
    }
}
