using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Augmentation;

/// <summary>Points stay on what they lie on: a bright spot of a black picture is found where its point says.</summary>
public sealed class MovedPointsTests
{
    private const int Height = 48,
        Width = 64;

    public static TheoryData<string> Moving => ["flip", "flip both", "zoom", "translation", "rotation", "shear", "crop", "enlarging crop", "several"];

    [Theory]
    [MemberData(nameof(Moving))]
    public void Points_OfMovedPictures_StayOnTheirSpots(string which)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var warp = new AffineWarp("constant");
        var layer = Layer(which);
        var generator = new Generator(3);
        var context = new CallContext { Training = true, Generator = generator };
        var within = which == "several" ? 1 : 0.4f;
        var seen = 0;
        for (var round = 0; round < 12; round++)
        {
            var (x, y) = (24 + (round % 4 * 4), 18 + (round % 3 * 4));
            var pictures = zeros(1, Height, Width, 1);
            // Three pixels to a side, with its middle at the point.
            pictures.narrow(1, y - 1, 3).narrow(2, x - 1, 3).fill_(255);
            var (shown, points) = layer.CallWith(pictures, tensor(new[] { x + 0.5f, y + 0.5f }, [1, 1, 2]), context);
            // Colours may change too, which moves the middle of what is brighter than its surroundings.
            shown = shown - shown.median();
            shown = where(shown.gt(shown.max() / 4), shown, zeros_like(shown));
            var total = shown.sum().item<float>();
            if (total < 500)
            {
                continue;
            }
            seen++;
            var columns = arange(shown.shape[2], ScalarType.Float32).view(1, 1, -1, 1) + 0.5;
            var rows = arange(shown.shape[1], ScalarType.Float32).view(1, -1, 1, 1) + 0.5;
            Assert.Equal((shown * columns).sum().item<float>() / total, points[0, 0, 0].item<float>(), within);
            Assert.Equal((shown * rows).sum().item<float>() / total, points[0, 0, 1].item<float>(), within);
        }
        Assert.True(seen >= 6, $"{which}: the spot was seen {seen} times.");

        RandomPictureLayer Layer(string name) =>
            name switch
            {
                "flip" => new RandomFlip("horizontal"),
                "flip both" => new RandomFlip(),
                "zoom" => new RandomZoom(new FactorRange(-0.3, 0.3), new FactorRange(-0.2, 0.4), warp),
                "translation" => new RandomTranslation(new FactorRange(-0.2, 0.2), new FactorRange(-0.2, 0.2), warp),
                "rotation" => new RandomRotation(new FactorRange(-0.2, 0.2), warp),
                "shear" => new RandomShear(new FactorRange(0, 0.3), new FactorRange(0, 0.1), warp),
                "crop" => new RandomCrop(40, 50),
                "enlarging crop" => new RandomCrop(60, 60),
                _ => new RandAugment(3, new FactorRange(0.02, 0.06)),
            };
    }

    [Fact]
    public void Points_OfInference_StayWhereTheyAre()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var (pictures, points) = (zeros(1, 4, 4, 1), zeros(1, 1, 2));
        var (shown, moved) = new RandomFlip().CallWith(pictures, points, CallContext.Inference);
        Assert.Same(pictures, shown);
        Assert.Same(points, moved);
    }

    [Fact]
    public void Points_OfMixedPictures_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var refused = Assert.Throws<RefusedException>(() => new MixUp().CallWith(zeros(2, 4, 4, 1), zeros(2, 1, 2), CallContext.Inference));
        Assert.Contains("MixUp", refused.Message, StringComparison.Ordinal);
    }
}
