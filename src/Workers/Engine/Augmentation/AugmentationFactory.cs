using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Augmentation;

/// <summary>Makes the augmentation layers that a spec names.</summary>
public static class AugmentationFactory
{
    /// <exception cref="RefusedException">An unknown class.</exception>
    public static RandomPictureLayer Create(ComponentSpec spec) => spec.Class switch
    {
        "RandomFlip" => new RandomFlip(spec.Text("mode", "horizontal_and_vertical")!),
        "RandomRotation" => new RandomRotation(FactorRange.Symmetric(spec.Numbers("factor") ?? [0.1]), Warp(spec)),
        "RandomZoom" => new RandomZoom(
            FactorRange.Symmetric(spec.Numbers("heightFactor") ?? [0.2]),
            spec.Numbers("widthFactor") is { } width ? FactorRange.Symmetric(width) : null,
            Warp(spec)),
        "RandomContrast" => new RandomContrast(FactorRange.Positive(spec.Numbers("factor") ?? [0.2])),
        "RandomTranslation" => new RandomTranslation(
            FactorRange.Symmetric(spec.Numbers("heightFactor") ?? [0.1]), FactorRange.Symmetric(spec.Numbers("widthFactor") ?? [0.1]), Warp(spec)),
        _ => throw new RefusedException(
            $"Expected an augmentation of {string.Join(", ", ComponentCatalog.Augmentations.Select(a => a.Class))}. Received: {spec.Class}."),
    };

    /// <summary>All layers of a spec as one Sequential named <c>data_augmentation</c>, as Keras's tutorials build it; null for none.</summary>
    public static Sequential? CreateAll(IReadOnlyList<ComponentSpec> specs, int height, int width, int channels)
        => specs.Count == 0 ? null : new Sequential([InputLayer.Of(height, width, channels), .. specs.Select(Create)], "data_augmentation");

    private static AffineWarp Warp(ComponentSpec spec)
        => new(spec.Text("fillMode", "reflect")!, spec.Text("interpolation", "bilinear")!, spec.Number("fillValue", 0));
}
