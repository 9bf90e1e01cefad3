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
        new("MobileNetV3Large", "MobileNetV3", 2_996_352, 187, 75.6, 224, "Phones and laptops, when a little more accuracy than Small is worth the time"),
        new("MobileNetV2", "MobileNetV2", 2_257_984, 154, 71.3, 224, "Small and widely deployed; when the target runs MobileNetV2"),
        new("EfficientNetB1", "EfficientNet", 6_575_239, 339, 79.1, 240, "A step up from B0 for pictures of 240 px"),
        new("EfficientNetB2", "EfficientNet", 7_768_569, 339, 80.1, 260, "Fine detail at 260 px"),
        new("EfficientNetB3", "EfficientNet", 10_783_535, 384, 81.6, 300, "Fine detail at 300 px, still moderate in size"),
        new("EfficientNetB4", "EfficientNet", 17_673_823, 474, 82.9, 380, "High accuracy at 380 px; wants a GPU"),
        new("EfficientNetB5", "EfficientNet", 28_513_527, 576, 83.6, 456, "Higher accuracy at 456 px; wants a GPU"),
        new("EfficientNetB6", "EfficientNet", 40_960_143, 666, 84.0, 528, "Very high accuracy at 528 px; wants a large GPU"),
        new("EfficientNetB7", "EfficientNet", 64_097_687, 813, 84.3, 600, "Highest accuracy of its family at 600 px; wants a large GPU"),
        new("EfficientNetV2B0", "EfficientNetV2", 5_919_312, 270, 78.7, 224, "Trains faster than EfficientNetB0 at better accuracy"),
        new("EfficientNetV2B1", "EfficientNetV2", 6_931_124, 334, 79.8, 240, "Fast training at 240 px"),
        new("EfficientNetV2B2", "EfficientNetV2", 8_769_374, 349, 80.5, 260, "Fast training at 260 px"),
        new("EfficientNetV2B3", "EfficientNetV2", 12_930_622, 409, 82.0, 300, "Fast training at 300 px, strong accuracy"),
        new("EfficientNetV2S", "EfficientNetV2", 20_331_360, 513, 83.9, 384, "Strong accuracy at 384 px; wants a GPU"),
        new("EfficientNetV2M", "EfficientNetV2", 53_150_388, 740, 85.3, 480, "Very high accuracy at 480 px; wants a large GPU"),
        new("EfficientNetV2L", "EfficientNetV2", 117_746_848, 1028, 85.7, 480, "Highest accuracy here at 480 px; wants a large GPU"),
        new("ResNet50", "ResNet", 23_587_712, 175, 74.9, 224, "The reference network; when results must compare with others"),
        new("ResNet101", "ResNet", 42_658_176, 345, 76.4, 224, "Deeper ResNet for larger data sets"),
        new("ResNet152", "ResNet", 58_370_944, 515, 76.6, 224, "Deepest ResNet; for large data sets"),
        new("ResNet50V2", "ResNetV2", 23_564_800, 190, 76.0, 224, "A robust all-rounder for transfer learning"),
        new("ResNet101V2", "ResNetV2", 42_626_560, 377, 77.2, 224, "Deeper all-rounder for larger data sets"),
        new("ResNet152V2", "ResNetV2", 58_331_648, 564, 78.0, 224, "Deepest all-rounder; for large data sets"),
        new("VGG16", "VGG", 14_714_688, 19, 71.3, 224, "Simple layers, easy to explain; large and slow"),
        new("VGG19", "VGG", 20_024_384, 22, 71.3, 224, "As VGG16, deeper; large and slow"),
        new("DenseNet121", "DenseNet", 7_037_504, 427, 75.0, 224, "Small data sets and medical pictures; reuses features"),
        new("DenseNet169", "DenseNet", 12_642_880, 595, 76.2, 224, "As DenseNet121, deeper"),
        new("DenseNet201", "DenseNet", 18_321_984, 707, 77.3, 224, "As DenseNet121, deepest"),
        new("InceptionV3", "Inception", 21_802_784, 311, 77.9, 299, "Objects of very different sizes, at 299 px"),
        new("Xception", "Xception", 20_861_480, 132, 79.0, 299, "Accurate at 299 px with few parameters"),
        new("ConvNeXtTiny", "ConvNeXt", 27_820_128, 133, 81.3, 224, "Modern and accurate; wants a GPU or patience"),
        new("ConvNeXtSmall", "ConvNeXt", 49_454_688, 259, 82.3, 224, "Modern, more accurate; wants a GPU"),
        new("ConvNeXtBase", "ConvNeXt", 87_566_464, 259, 85.3, 224, "Modern, most accurate of its family here; wants a large GPU"),
    ];

    public static BackboneCard? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
