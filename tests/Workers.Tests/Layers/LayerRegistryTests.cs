using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

public class LayerRegistryTests
{
    [Theory]
    [InlineData(
        "Conv2D",
        """{"filters":6,"kernel_size":[3,2],"strides":[2,1],"padding":"same","dilation_rate":[1,1],"groups":3,"activation":"gelu","kernel_regularizer":{"module":"keras.regularizers","class_name":"L1L2","config":{"l1":0.1,"l2":0.2},"registered_name":null}}"""
    )]
    [InlineData("Conv2DTranspose", """{"filters":4,"kernel_size":2,"strides":3,"padding":"valid"}""")]
    [InlineData("Conv2DTranspose", """{"filters":4,"kernel_size":5,"strides":2,"padding":"same"}""")]
    [InlineData("DepthwiseConv2D", """{"kernel_size":3,"depth_multiplier":2,"padding":"same","strides":2}""")]
    [InlineData("SeparableConv2D", """{"filters":5,"kernel_size":3,"depth_multiplier":2}""")]
    [InlineData("AveragePooling2D", """{"pool_size":[3,2],"strides":[2,2],"padding":"same"}""")]
    [InlineData("MaxPooling2D", """{"pool_size":3,"strides":2,"padding":"same"}""")]
    [InlineData("ReLU", """{"max_value":4.0,"negative_slope":0.1,"threshold":1.0}""")]
    [InlineData("UpSampling2D", """{"size":[2,3],"interpolation":"nearest"}""")]
    [InlineData("GroupNormalization", """{"groups":3}""")]
    [InlineData("LayerNormalization", """{"axis":[-2,-1]}""")]
    [InlineData("Normalization", """{"axis":-1}""")]
    [InlineData("PReLU", """{"shared_axes":[1,2]}""")]
    public void Create_FromItsOwnConfig_GivesTheSameOutputAndTheShapeItPromised(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var item = JsonNode.Parse(config)!.AsObject();
        item["name"] = "layer";
        var layer = LayerRegistry.Create(className, item);
        var input = InputLayer.Of(7, 6, 6);
        var output = layer.Apply(input.Output);
        using var network = new Network(input.Output, output, "n");
        network.Initialize(5);

        using var copy = NetworkReader.Read(JsonNode.Parse(NetworkConfig.Describe(network).ToJsonString()));
        foreach (var (from, to) in network.Weights.Zip(copy.Weights))
        {
            to.Assign(from.Value);
        }

        var image = GoldenData.Image(3, 2, 7, 6, 6) / 255;
        var result = network.Predict(image);
        Assert.Equal([2, .. output.Shape.Skip(1).Select(d => d!.Value)], result.shape);
        Assert.Equal(GoldenData.Values(result), GoldenData.Values(copy.Predict(image)));
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(copy)));
    }

    [Theory]
    [InlineData("Conv2D", """{"name":"c","filters":0,"kernel_size":3}""")]
    [InlineData("Conv2D", """{"name":"c","filters":4,"kernel_size":[3,3,3]}""")]
    [InlineData("Conv2D", """{"name":"c","filters":4,"kernel_size":3,"activation":"explode"}""")]
    [InlineData("Conv2D", """{"name":"c","filters":4,"kernel_size":3,"kernel_initializer":{"class_name":"Magic","config":{}}}""")]
    [InlineData("Dense", """{"name":"c","units":1e99}""")]
    [InlineData("Dropout", """{"name":"c","rate":1.5}""")]
    [InlineData("BatchNormalization", """{"name":"c","axis":-1,"renorm":true}""")]
    public void Create_OfASenselessConfig_IsRefused(string className, string config) =>
        Assert.Throws<RefusedException>(() => LayerRegistry.Create(className, JsonNode.Parse(config)!.AsObject()));

    [Fact]
    public void Apply_ToAnInputThatDoesNotFit_NamesTheLayer()
    {
        var input = InputLayer.Of(4, 4, 3).Output;
        Assert.Contains("'big'", Assert.Throws<RefusedException>(() => new Conv2D(2, 5, name: "big").Apply(input)).Message);
        Assert.Contains("'flat'", Assert.Throws<RefusedException>(() => new Conv2D(2, 3, name: "flat").Apply(new Flatten().Apply(input))).Message);
        Assert.Contains("'sum'", Assert.Throws<RefusedException>(() => new Add("sum").Apply(input, InputLayer.Of(4, 5, 3).Output)).Message);
    }

    [Fact]
    public void Regularization_CountsOnlyWhatTrains()
    {
        using var scope = NewDisposeScope();
        var input = InputLayer.Of(2).Output;
        var layer = new Dense(2, kernelRegularizer: Engine.Graph.Regularizers.Regularizer.L2(0.5), name: "d");
        using var network = new Network(input, layer.Apply(input), "n");
        layer.Kernel!.Assign([1, 2, 3, 4]);
        Assert.Equal(15f, network.RegularizationLoss()!.item<float>());
        layer.Trainable = false;
        Assert.Null(network.RegularizationLoss());
    }

    [Theory]
    [InlineData(
        "Dense",
        """{"units":0}""",
        "Layer 'x' (Dense) expects a positive number of units. Received 0.",
        "层“x”（Dense）的要求：units 为正数；实际：0。"
    )]
    [InlineData(
        "Resizing",
        """{"height":2,"width":2,"interpolation":"odd"}""",
        "Layer 'x' (Resizing) expects 'interpolation' to be 'bilinear' or 'nearest'. Received \"odd\".",
        "层“x”（Resizing）的“interpolation”应为 'bilinear' 或 'nearest'，实际为 \"odd\"。"
    )]
    [InlineData(
        "Cropping1D",
        """{"cropping":[-1,0]}""",
        "Layer 'x' (Cropping1D) expects 'cropping' to be two margins of at least 0. Received [-1,0].",
        "层“x”（Cropping1D）的“cropping”应为两个不小于 0 的边距，实际为 [-1,0]。"
    )]
    public void ARefusal_IsReadInBothLanguages(string className, string config, string english, string chinese)
    {
        var settings = JsonNode.Parse(config)!.AsObject();
        settings["name"] = "x";
        var refused = Assert.Throws<RefusedException>(() => NetworkReader.ReadLayer(new JsonObject { ["class_name"] = className, ["config"] = settings }));
        Assert.Equal(english, refused.Message);
        Assert.Equal(chinese, RefusalText.Of(refused.Reason, UserLanguage.Chinese));
    }
}
