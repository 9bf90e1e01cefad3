namespace MlOpsDashboard.Core.Backbones;

/// <summary>What a person needs to choose a backbone.</summary>
/// <param name="Name">Keras's name.</param>
/// <param name="Parameters">Parameters without the top.</param>
/// <param name="Layers">Layers of the network without the top, as Keras counts them with <c>weights=None</c>.</param>
/// <param name="Top1">ImageNet top-1 accuracy in percent, as published.</param>
/// <param name="InputSize">Default height and width in pixels.</param>
/// <param name="WhenToChoose">One line.</param>
/// <param name="WeightsEmbedded">Whether ImageNet weights come with the program; else they are downloaded once.</param>
public sealed record BackboneCard(
    string Name, string Family, long Parameters, int Layers, double Top1, int InputSize, string WhenToChoose, bool WeightsEmbedded = false)
{
    /// <summary>Size of the weights without the top, float32.</summary>
    public double SizeMegabytes => Parameters * 4 / 1e6;
}

/// <summary>Every backbone that can be named in a spec.</summary>
public static class BackboneCards
{
    public static IReadOnlyList<BackboneCard> All { get; } =
    [
        new("EfficientNetLite0", "EfficientNet-Lite", 3_413_024, 147, 75.1, 224, "First tries and small machines; weights are on board, works offline", WeightsEmbedded: true),
        new("MobileNetV3Small", "MobileNetV3", 939_120, 157, 68.1, 224, "Fastest; phones and quick experiments"),
        new("EfficientNetB0", "EfficientNet", 4_049_571, 237, 77.1, 224, "Best accuracy for its size; the usual default"),
    ];

    public static BackboneCard? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
