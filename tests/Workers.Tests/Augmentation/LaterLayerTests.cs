using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Augmentation;

/// <summary>Augmentation layers without recorded pixels, by their definition.</summary>
public sealed class LaterLayerTests
{
    [Fact]
    public void RandomCrop_DrawsEveryPlaceAndNoOther()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var layer = new RandomCrop(8, 10);
        var places = Enumerable
            .Range(0, 500)
            .Select(_ => layer.Draw(4, 10, 12, generator))
            .Select(drawn => (drawn["h_start"].item<long>(), drawn["w_start"].item<long>()))
            .Distinct()
            .Order()
            .ToArray();
        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)], places);
    }

    [Fact]
    public void RandomCrop_OfASmallerPicture_EnlargesItsLargestPart()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var pictures = rand(2, 6, 9, 3);
        var cropped = new RandomCrop(12, 12).Call([pictures], new CallContext { Training = true, Generator = generator });
        Assert.Equal([2, 12, 12, 3], cropped.shape);
        var start = new RandomCrop(12, 12).Draw(2, 6, 9, generator);
        Assert.Equal((0L, 1L), (start["h_start"].item<long>(), start["w_start"].item<long>()));
    }

    [Fact]
    public void RandomCrop_InInference_LeavesPicturesAsTheyAre_InOnnxToo()
    {
        // Keras 3.15 (tests/Golden/data/augment.json says "inference": "unchanged"; its issue 21868), though its page speaks of a crop of the middle.
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(6, 9, 3);
        using var network = new Network(input.Output, new GlobalMaxPooling2D().Apply(new RandomCrop(4, 5).Apply(input.Output)), "n");
        var pictures = rand(2, 6, 9, 3);
        Assert.True(network.Predict(pictures).allclose(pictures.amax([1, 2])));
        Assert.InRange(OnnxCheck.Difference(network, [pictures]), 0, 1e-6);
    }

    [Fact]
    public void RandomGrayscale_OfAll_GivesThreeEqualChannels()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var pictures = rand(5, 4, 4, 3).mul(255);
        var gray = new RandomGrayscale(1).Call([pictures], new CallContext { Training = true, Generator = generator });
        var expected = pictures.select(3, 0) * 0.2989f + pictures.select(3, 1) * 0.587f + pictures.select(3, 2) * 0.114f;
        Assert.True(gray.allclose(expected.unsqueeze(3).expand(5, 4, 4, 3), 1e-5, 1e-3));
        Assert.True(new RandomGrayscale(0).Call([pictures], new CallContext { Training = true, Generator = generator }).allclose(pictures, 0, 0));
    }

    [Theory]
    [InlineData(0, 0.2, false)]
    [InlineData(1, 1, true)]
    public void RandomColorDegeneration_MixesGreyIn(double low, double high, bool isGrey)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var pictures = rand(5, 4, 4, 3).mul(255);
        var pale = new RandomColorDegeneration(FactorRange.Positive(low, high)).Call([pictures], new CallContext { Training = true, Generator = generator });
        var spread = (pale.amax([3]) - pale.amin([3])).max().item<float>();
        Assert.Equal(isGrey, spread < 1e-3);
        Assert.True(spread <= (pictures.amax([3]) - pictures.amin([3])).max().item<float>());
    }

    [Fact]
    public void RandomInvert_TurnsWholePicturesAround()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var pictures = rand(64, 2, 2, 3).mul(255);
        var turned = new RandomInvert(FactorRange.Positive(0.5, 0.5)).Call([pictures], new CallContext { Training = true, Generator = generator });
        var isTurned = (turned - (255 - pictures)).abs().amax([1, 2, 3]).lt(1e-3);
        var isKept = (turned - pictures).abs().amax([1, 2, 3]).eq(0);
        Assert.True(isTurned.logical_or(isKept).all().item<bool>());
        Assert.InRange(isTurned.sum().item<long>(), 16, 48);
    }

    [Fact]
    public void Equalization_SpreadsValuesByTheirRank()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new float[] { 10, 20, 20, 30 }, [1, 2, 2, 1]);

        // Sums 1, 3, 4: (sum - 1) / 3 * 255, as histogram equalisation is defined.
        Assert.Equal([0, 170, 170, 255], new Equalization().Transform(values, new Dictionary<string, Tensor>()).data<float>().ToArray());
        Assert.Equal([7, 7, 7, 7], new Equalization().Transform(full([1, 2, 2, 1], 7f), new Dictionary<string, Tensor>()).data<float>().ToArray());
        Assert.True(new Equalization().Call([values], CallContext.Inference).allclose(values));
    }

    [Fact]
    public void RandomColorJitter_DoesWhatItsPartsDo()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var pictures = rand(6, 5, 5, 3).mul(255);
        var jitter = new RandomColorJitter(FactorRange.Symmetric(0.3), FactorRange.Positive(0.2), null, null);
        var drawn = jitter.Draw(6, 5, 5, generator);
        var expected = new RandomContrast(FactorRange.Positive(0.2)).Transform(
            new RandomBrightness(FactorRange.Symmetric(0.3)).Transform(
                pictures.clone(),
                new Dictionary<string, Tensor> { ["rgb_delta"] = drawn["random_brightness/rgb_delta"] }
            ),
            new Dictionary<string, Tensor> { ["contrast_factor"] = drawn["random_contrast/contrast_factor"] }
        );
        Assert.True(jitter.Transform(pictures, drawn).allclose(expected, 0, 0));
    }

    [Fact]
    public void RandAugment_UsesEveryPart_AndKeepsToTheRange()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var layer = new RandAugment();
        var used = new HashSet<long>();
        for (var i = 0; i < 200; i++)
        {
            using var inner = NewDisposeScope();
            used.UnionWith(layer.Draw(2, 6, 6, generator)["layer_idxes"].data<long>().ToArray());
        }

        Assert.Equal(Enumerable.Range(0, 11).Select(i => (long)i), used.Order());
        var pictures = rand(3, 8, 8, 3).mul(255);
        for (var i = 0; i < 50; i++)
        {
            using var inner = NewDisposeScope();
            var augmented = layer.Call([pictures], new CallContext { Training = true, Generator = generator });
            Assert.InRange(augmented.min().item<float>(), -1e-3f, 255.001f);
            Assert.InRange(augmented.max().item<float>(), -1e-3f, 255.001f);
        }

        Assert.True(layer.Call([pictures], CallContext.Inference).allclose(pictures, 0, 0));
    }

    [Theory]
    [InlineData("RandomCrop", """{"data_format":"channels_last","height":8,"width":9,"seed":3}""")]
    [InlineData("RandAugment", """{"data_format":"channels_last","value_range":[0,255],"num_ops":3,"factor":[0,0.4],"interpolation":"nearest","seed":null}""")]
    [InlineData(
        "RandomColorJitter",
        """{"data_format":"channels_last","value_range":[0,1],"brightness_factor":0.2,"contrast_factor":[0.1,0.3],"saturation_factor":null,"hue_factor":0.5,"seed":1}"""
    )]
    [InlineData("RandomGrayscale", """{"data_format":"channels_last","factor":0.25}""")]
    [InlineData("RandomColorDegeneration", """{"data_format":"channels_last","factor":[0,0.25],"value_range":[0,255],"seed":1}""")]
    [InlineData("RandomInvert", """{"data_format":"channels_last","factor":[0,1],"value_range":[0,255],"seed":1}""")]
    [InlineData("Equalization", """{"data_format":"channels_last","bins":128,"value_range":[0,1]}""")]
    public void Config_IsWrittenBackAlike(string name, string config)
    {
        using var names = NameScope.Begin();
        var given = JsonNode.Parse(config)!.AsObject();
        given["name"] = "layer";
        given["trainable"] = true;
        given["dtype"] = DTypePolicy.Float32.ToJson();
        Assert.True(
            JsonNode.DeepEquals(Sorted(given), Sorted(LayerRegistry.Create(name, given).GetConfig())),
            LayerRegistry.Create(name, given).GetConfig().ToJsonString()
        );
    }

    private static JsonObject Sorted(JsonObject item) =>
        new(item.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
}
