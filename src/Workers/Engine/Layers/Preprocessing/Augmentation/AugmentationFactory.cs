using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Makes the augmentation layers that a spec names.</summary>
public static class AugmentationFactory
{
    /// <exception cref="RefusedException">An unknown class.</exception>
    public static RandomPictureLayer Create(ComponentSpec spec) =>
        spec.Class switch
        {
            "RandomFlip" => new RandomFlip(spec.Text("mode", "horizontal_and_vertical")!),
            "RandomRotation" => new RandomRotation(FactorRange.Symmetric(spec.Numbers("factor") ?? [0.1]), Warp(spec)),
            "RandomZoom" => new RandomZoom(
                FactorRange.Symmetric(spec.Numbers("heightFactor") ?? [0.2]),
                spec.Numbers("widthFactor") is { } width ? FactorRange.Symmetric(width) : null,
                Warp(spec)
            ),
            "RandomContrast" => new RandomContrast(FactorRange.Positive(spec.Numbers("factor") ?? [0.2])),
            "RandomTranslation" => new RandomTranslation(
                FactorRange.Symmetric(spec.Numbers("heightFactor") ?? [0.1]),
                FactorRange.Symmetric(spec.Numbers("widthFactor") ?? [0.1]),
                Warp(spec)
            ),
            "RandomBrightness" => new RandomBrightness(FactorRange.Symmetric(spec.Numbers("factor") ?? [0.2])),
            "RandomShear" => new RandomShear(
                FactorRange.Symmetric(spec.Numbers("xFactor") ?? [0]),
                FactorRange.Symmetric(spec.Numbers("yFactor") ?? [0]),
                Warp(spec)
            ),
            "RandomErasing" => new RandomErasing(
                FactorRange.Positive(spec.Numbers("factor") ?? [1]),
                FactorRange.Positive(spec.Numbers("scale") ?? [0.02, 0.33]),
                spec.NumberOrNull("fillValue")
            ),
            "RandomSaturation" => new RandomSaturation(FactorRange.Symmetric(spec.Numbers("factor") ?? [0.4, 0.6])),
            "RandomHue" => new RandomHue(FactorRange.Positive(spec.Numbers("factor") ?? [0.1])),
            "RandomSharpness" => new RandomSharpness(FactorRange.Positive(spec.Numbers("factor") ?? [0.3, 0.7])),
            "RandomGaussianBlur" => new RandomGaussianBlur(
                FactorRange.Positive(spec.Numbers("factor") ?? [1]),
                spec.Whole("kernelSize", 3),
                spec.Whole("kernelSize", 3),
                FactorRange.Positive(spec.Numbers("sigma") ?? [1])
            ),
            "RandomPosterization" => Posterization(spec.Numbers("factor") ?? [4]),
            "Solarization" => new Solarization(
                FactorRange.Positive(spec.Numbers("additionFactor") ?? [0]),
                FactorRange.Positive(spec.Numbers("thresholdFactor") ?? [0])
            ),
            "MixUp" => new MixUp(spec.Number("alpha", 0.2)),
            "CutMix" => new CutMix(FactorRange.Positive(spec.Numbers("factor") ?? [1])),
            "AutoContrast" => new AutoContrast(),
            "Equalization" => new Equalization(spec.Whole("bins", 256)),
            "RandomGrayscale" => new RandomGrayscale(spec.Number("factor", 0.5)),
            "RandomColorDegeneration" => new RandomColorDegeneration(FactorRange.Positive(spec.Numbers("factor") ?? [0.5])),
            "RandomColorJitter" => new RandomColorJitter(
                Optional(spec, "brightnessFactor", FactorRange.Symmetric, 0.2),
                Optional(spec, "contrastFactor", FactorRange.Positive, 0.2),
                Optional(spec, "saturationFactor", FactorRange.Symmetric, 0.4, 0.6),
                Optional(spec, "hueFactor", FactorRange.Positive, 0.1)
            ),
            "RandomInvert" => new RandomInvert(FactorRange.Positive(spec.Numbers("factor") ?? [1])),
            "RandAugment" => new RandAugment(
                spec.Whole("numOps", 2),
                FactorRange.Positive(spec.Numbers("factor") ?? [0.5]),
                spec.Text("interpolation", "bilinear")!
            ),
            _ => throw new RefusedException(
                new Refusal("augmentation.unknown", ("known", string.Join(", ", ComponentCatalog.Augmentations.Select(a => a.Class))), ("received", spec.Class))
            ),
        };

    /// <summary>All layers of a spec as one Sequential named <c>data_augmentation</c>, as Keras's tutorials build it; null for none.</summary>
    public static Sequential? CreateAll(IReadOnlyList<ComponentSpec> specs, int height, int width, int channels) =>
        specs.Count == 0 ? null : new Sequential([InputLayer.Of(height, width, channels), .. specs.Select(Create)], "data_augmentation");

    // Null leaves a part out; a missing option takes the default.
    private static FactorRange? Optional(ComponentSpec spec, string name, Func<double[], FactorRange> range, params double[] otherwise) =>
        !spec.Options.ContainsKey(name) ? range(otherwise)
        : spec.Numbers(name) is { } numbers ? range(numbers)
        : null;

    private static RandomPosterization Posterization(double[] bits)
    {
        var (lower, upper) = RandomPosterization.BitsOf(bits);
        return new RandomPosterization(lower, upper);
    }

    private static AffineWarp Warp(ComponentSpec spec) =>
        new(spec.Text("fillMode", "reflect")!, spec.Text("interpolation", "bilinear")!, spec.Number("fillValue", 0));
}
