using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Surgery;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Surgery;

public sealed class StageEndsTests
{
    public static TheoryData<string> Backbones => [.. BackboneCatalog.All.Select(backbone => backbone.Name)];

    [Theory]
    [MemberData(nameof(Backbones))]
    public void EveryBackbone_HasAPyramid(string name)
    {
        using var names = NameScope.Begin();
        var pyramid = StageEnds.Of(BackboneCatalog.Named(name).Build(new BackboneOptions { InputShape = TensorShape.Of(256, 256, 3) }), 8, 16, 32);
        Assert.Equal(3, pyramid.Outputs.Count);
        foreach (var (end, stride) in pyramid.Outputs.Zip([8, 16, 32]))
        {
            // Without margins a few places are lost on the way.
            Assert.InRange((double)end.Shape[1]!.Value, 256.0 / stride * 0.7, 256.0 / stride);
            Assert.Equal(end.Shape[1], end.Shape[2]);
        }
    }

    [Theory]
    [InlineData("EfficientNetLite0", "block3b_add", "block5c_add", "block7a_project_bn")]
    [InlineData("EfficientNetB0", "block3b_add", "block5c_add", "block7a_project_bn")]
    [InlineData("ResNet50", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out")]
    [InlineData("VGG16", "block4_conv3", "block5_conv3", "block5_pool")]
    public void Ends_AreThoseOfTheStages(string name, params string[] layers)
    {
        using var names = NameScope.Begin();
        var pyramid = StageEnds.Of(BackboneCatalog.Named(name).Build(new BackboneOptions { InputShape = TensorShape.Of(224, 224, 3) }), 8, 16, 32);
        Assert.Equal(layers, pyramid.Outputs.Select(end => end.Layer.Name));
    }

    [Fact]
    public void AnAdaptedAndNestedNetwork_HasTheSamePyramid()
    {
        using var names = NameScope.Begin();
        var backbone = BackboneCatalog.Named("EfficientNetLite0");
        var built = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        built.Initialize(1);
        var gray = ChannelSurgery.Adapt(built, backbone.Preprocessing, 1, "luminance").Network;
        var input = InputLayer.Of(64, 64, 1).Output;
        var pyramid = StageEnds.Of(new Network(input, gray.Apply(input), "outer"), 8, 16, 32);
        Assert.Equal(["block3b_add", "block5c_add", "block7a_project_bn"], pyramid.Outputs.Select(end => end.Layer.Name));
        Assert.Equal([8, 4, 2], pyramid.Outputs.Select(end => end.Shape[1]!.Value));
        Assert.Equal(1, pyramid.InputShape[3]);
    }

    [Fact]
    public void AStrideThatIsNotThere_IsRefused()
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(64, 64, 3).Output;
        var network = new Network(input, new Conv2D(4, 3, strides: 8, padding: "same").Apply(input), "flat");
        var refused = Assert.Throws<RefusedException>(() => StageEnds.Of(network, 8, 16));
        Assert.Contains("16", refused.Message, StringComparison.Ordinal);
        Assert.Contains("flat", refused.Message, StringComparison.Ordinal);
    }
}
