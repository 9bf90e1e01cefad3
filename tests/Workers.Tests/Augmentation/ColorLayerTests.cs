using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Augmentation;

/// <summary>Layers that the golden file has no pixels of: values worked out by hand from Keras's definitions.</summary>
public sealed class ColorLayerTests
{
    [Fact]
    public void EveryLayerOfTheCatalog_IsMade_KeepsTheShape_AndComesBackFromItsConfig()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var names = NameScope.Begin();
        var pictures = rand([5, 9, 7, 3], generator: generator).mul_(255);
        foreach (var known in ComponentCatalog.Augmentations)
        {
            var layer = AugmentationFactory.Create(ComponentCatalog.Complete(ComponentCatalog.Augmentations, new ComponentSpec(known.Class)));
            var before = pictures.clone();
            var state = generator.get_state();
            var first = layer.Call([pictures], new CallContext { Training = true, Generator = generator });
            Assert.Equal(pictures.shape, first.shape);
            Assert.False(first.isnan().any().item<bool>(), known.Class);
            Assert.True(pictures.allclose(before, 0, 0), known.Class);
            var config = JsonNode.Parse(layer.GetConfig().ToJsonString())!;
            var again = LayerRegistry.Create(known.Class, (JsonObject)config.DeepClone());
            Assert.True(JsonNode.DeepEquals(config, JsonNode.Parse(again.GetConfig().ToJsonString())), $"{config}\n{again.GetConfig()}");
            generator.set_state(state);
            Assert.True(first.allclose(again.Call([pictures], new CallContext { Training = true, Generator = generator }), 0, 0), known.Class);
            if (known.Class != "AutoContrast")
            {
                Assert.True(layer.Call([pictures], CallContext.Inference).allclose(pictures, 0, 0), known.Class);
            }
        }
    }

    [Fact]
    public void RandomBrightness_ClipsToTheRange() =>
        Assert.Equal([255, 130, 50], Apply(new RandomBrightness(FactorRange.Symmetric(1)), [230, 80, 0], ("rgb_delta", tensor([50f]).view(1, 1, 1, 1))));

    [Theory]
    [InlineData(1 / 3f, new float[] { 0, 255, 0 })]
    [InlineData(-1 / 3f, new float[] { 0, 0, 255 })]
    [InlineData(0.5f, new float[] { 0, 255, 255 })]
    public void RandomHue_TurnsRed(float circles, float[] expected) =>
        Close(expected, Apply(new RandomHue(FactorRange.Positive(1)), [255, 0, 0], ("factor", tensor([circles]))));

    [Fact]
    public void RandomSaturation_OfZero_IsGrey_OfOne_ChangesNothing_OfTwo_IsStronger()
    {
        var layer = new RandomSaturation(FactorRange.Symmetric(1));
        Close([200, 200, 200], Apply(layer, [200, 100, 150], ("factor", tensor([0f]))));
        Close([200, 100, 150], Apply(layer, [200, 100, 150], ("factor", tensor([1f]))));
        Close([200, 0, 100], Apply(layer, [200, 100, 150], ("factor", tensor([2f]))));
    }

    [Fact]
    public void RandomSharpness_BlursByThirteenths_WithZerosOutside()
    {
        using var scope = NewDisposeScope();
        var layer = new RandomSharpness(FactorRange.Positive(1));
        var picture = zeros(1, 3, 3, 1);
        picture[0, 1, 1, 0] = 130;
        Tensor At(float factor) => layer.Transform(picture, new Dictionary<string, Tensor> { ["factor"] = tensor([factor]) });
        Assert.Equal(50, At(0)[0, 1, 1, 0].item<float>(), 1e-4f);
        Assert.Equal(10, At(0)[0, 0, 2, 0].item<float>(), 1e-4f);
        Assert.True(At(0.5f).allclose(picture));
        Assert.Equal(210, At(1)[0, 1, 1, 0].item<float>(), 1e-4f);
        Assert.Equal(0, At(1)[0, 0, 0, 0].item<float>());
    }

    [Fact]
    public void RandomGaussianBlur_SpreadsAPointAsABell_InTheChosenPicturesOnly()
    {
        using var scope = NewDisposeScope();
        var pictures = zeros(2, 5, 5, 1);
        pictures[.., 2, 2, 0] = 100;
        var layer = new RandomGaussianBlur(FactorRange.Positive(1), 3, 3);
        var blurred = layer.Transform(
            pictures,
            new Dictionary<string, Tensor> { ["should_apply_blur"] = tensor([true, false]), ["blur_factor"] = tensor([1f, 0.5f]) }
        );
        double Bell(double at, double sigma) => Math.Exp(-0.5 * at * at / (sigma * sigma)) / (1 + (2 * Math.Exp(-0.5 / (sigma * sigma))));
        Assert.Equal(100 * Bell(1, 1) * Bell(0, 0.5), blurred[0, 2, 3, 0].item<float>(), 1e-3);
        Assert.Equal(100 * Bell(0, 1) * Bell(1, 0.5), blurred[0, 1, 2, 0].item<float>(), 1e-3);
        Assert.True(blurred[1].allclose(pictures[1]));
    }

    [Fact]
    public void RandomPosterization_KeepsTheUpperBits() =>
        Assert.Equal([240, 0, 128], Apply(new RandomPosterization(4, 4), [255, 15, 143.9f], ("shift_factor", tensor([(byte)4]))));

    [Fact]
    public void Solarization_InvertsFromTheThresholdOn() =>
        Assert.Equal(
            [110, 127, 0],
            Apply(
                new Solarization(FactorRange.Positive(1), FactorRange.Positive(1)),
                [100, 118, 250],
                ("additions", full([1, 1, 1, 1], 10f)),
                ("thresholds", full([1, 1, 1, 1], 120f))
            )
        );

    [Fact]
    public void AutoContrast_StretchesEachChannel_AndLeavesAFlatOne()
    {
        using var scope = NewDisposeScope();
        var pictures = tensor([10f, 7, 20, 7, 30, 7], [1, 1, 3, 2]);
        var stretched = new AutoContrast().Call([pictures], CallContext.Inference);
        Assert.True(stretched.allclose(tensor([0f, 7, 127.5f, 7, 255, 7], [1, 1, 3, 2])));
    }

    [Fact]
    public void RandomShear_MovesARowByItsNumberTimesTheFactor()
    {
        using var scope = NewDisposeScope();
        var picture = arange(16, ScalarType.Float32).view(1, 4, 4, 1);
        var layer = new RandomShear(FactorRange.Symmetric(1), FactorRange.Symmetric(0), new AffineWarp("constant", "nearest", -1));
        var slanted = layer.Transform(picture, new Dictionary<string, Tensor> { ["shear_factor"] = tensor([1f, 0], [1, 2]) });
        Assert.True(slanted[0, 1, .., 0].allclose(tensor([5f, 6, 7, -1])));
        Assert.True(slanted[0, 0, .., 0].allclose(picture[0, 0, .., 0]));
    }

    [Fact]
    public void RandomErasing_CoversTheShareThatIsAsked()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var pictures = full([64, 40, 40, 3], 9f);
        var covered = new RandomErasing(new FactorRange(1, 1), new FactorRange(0.25, 0.25), 77).Call(
            [pictures],
            new CallContext { Training = true, Generator = generator }
        );
        var share = covered.eq(77).to_type(ScalarType.Float32).mean([1, 2, 3]);
        // Half of each side, give or take the pixel at a border.
        Assert.InRange(share.min().item<float>(), 0.22f, 0.25f);
        Assert.InRange(share.max().item<float>(), 0.25f, 0.28f);
        Assert.True(covered.eq(77).logical_or(covered.eq(9)).all().item<bool>());
        var never = new RandomErasing(new FactorRange(0, 0)).Call([pictures], new CallContext { Training = true, Generator = generator });
        Assert.True(never.allclose(pictures, 0, 0));
    }

    private static float[] Apply(RandomPictureLayer layer, float[] pixel, params (string Name, Tensor Value)[] drawn)
    {
        using var scope = NewDisposeScope();
        return layer.Transform(tensor(pixel, [1, 1, 1, 3]), drawn.ToDictionary(d => d.Name, d => d.Value)).data<float>().ToArray();
    }

    private static void Close(float[] expected, float[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
}
