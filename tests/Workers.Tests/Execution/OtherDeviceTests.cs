using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

/// <summary>
/// No GPU is here, but libtorch's meta device is: it computes shapes and refuses, as CUDA does, an operation whose tensors lie on two devices. A layer that
/// runs there makes no tensor of its own on the
/// CPU. Convolutions and some other operations are not there in C++, and what numbers a GPU gives is not shown by it.
/// </summary>
public class OtherDeviceTests
{
    private static readonly Device Meta = device(DeviceType.META);

    [Theory]
    [InlineData("Dense", """{"name":"x","units":4,"kernel_regularizer":{"class_name":"L2","config":{"l2":0.1}}}""", new long[] { 3, 4 })]
    [InlineData("Dropout", """{"name":"x","rate":0.2}""", new long[] { 3, 4 })]
    [InlineData("SpatialDropout2D", """{"name":"x","rate":0.2}""", new long[] { 3, 3, 4 })]
    [InlineData("GaussianNoise", """{"name":"x","stddev":0.2}""", new long[] { 3, 4 })]
    [InlineData("GaussianDropout", """{"name":"x","rate":0.2}""", new long[] { 3, 4 })]
    [InlineData("AlphaDropout", """{"name":"x","rate":0.2}""", new long[] { 3, 4 })]
    [InlineData("Rescaling", """{"name":"x","scale":[1,2,3],"offset":[1,2,3]}""", new long[] { 3, 3 })]
    [InlineData("Normalization", """{"name":"x","axis":-1,"mean":[1,2,3],"variance":[1,2,3]}""", new long[] { 3, 3 })]
    [InlineData("GRU", """{"name":"x","units":4,"dropout":0.1,"recurrent_dropout":0.1,"return_sequences":true}""", new long[] { 3, 4 })]
    [InlineData("LSTM", """{"name":"x","units":4,"dropout":0.1,"recurrent_dropout":0.1,"return_sequences":true}""", new long[] { 3, 4 })]
    public void Layer_InTraining_StaysOnItsDevice(string className, string config, long[] shape)
    {
        using var scope = NewDisposeScope();
        var input = InputLayer.Create(new TensorShape([null, .. shape.Select(size => (long?)size)]), "float32").Output;
        using var network = new Network(input, LayerRegistry.Create(className, JsonNode.Parse(config)!.AsObject()).Apply(input));
        network.Initialize(1);
        network.MoveTo(Meta);
        network.SyncRequiresGrad();
        using var generator = new Generator(1);
        var given = network.ToDevice(zeros([2, .. shape]));
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        Assert.Equal(DeviceType.META, given.device_type);
        Assert.Equal(DeviceType.META, network.Forward(given, context).device_type);
        Assert.Equal(DeviceType.META, (network.RegularizationLoss() ?? given).device_type);
        Assert.All(network.Weights, weight => Assert.Equal(DeviceType.META, weight.Value.device_type));
    }

    [Fact]
    public void Kernel_AfterTheMove_LiesInMemoryAsBefore()
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(8, 8, 3).Output;
        var convolution = new Conv2D(4, 3);
        using var network = new Network(input, convolution.Apply(input));
        network.Initialize(1);
        var before = convolution.Kernel!.Value.stride();
        network.MoveTo(Meta);
        Assert.Equal(DeviceType.META, convolution.Kernel.Value.device_type);
        Assert.Equal(before, convolution.Kernel.Value.stride());
    }

    [Fact]
    public void LossAndOptimizer_StayOnTheirDevice()
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
}
