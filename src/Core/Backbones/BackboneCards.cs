namespace MlOpsDashboard.Core.Backbones;

/// <summary>Every backbone that can be named in a spec.</summary>
public static class BackboneCards
{
    public static IReadOnlyList<BackboneCard> All { get; } =
    [
        new("EfficientNetLite0", "EfficientNet-Lite", 3_413_024, 147, 75.1, 224, WeightsEmbedded: true) { License = "Apache-2.0" },
        new("MobileNetV3Small", "MobileNetV3", 939_120, 157, 68.1, 224),
        new("EfficientNetB0", "EfficientNet", 4_049_571, 237, 77.1, 224),
        new("MobileNetV3Large", "MobileNetV3", 2_996_352, 187, 75.6, 224),
        new("MobileNetV2", "MobileNetV2", 2_257_984, 154, 71.3, 224),
        new("EfficientNetB1", "EfficientNet", 6_575_239, 339, 79.1, 240),
        new("EfficientNetB2", "EfficientNet", 7_768_569, 339, 80.1, 260),
        new("EfficientNetB3", "EfficientNet", 10_783_535, 384, 81.6, 300),
        new("EfficientNetB4", "EfficientNet", 17_673_823, 474, 82.9, 380),
        new("EfficientNetB5", "EfficientNet", 28_513_527, 576, 83.6, 456),
        new("EfficientNetB6", "EfficientNet", 40_960_143, 666, 84.0, 528),
        new("EfficientNetB7", "EfficientNet", 64_097_687, 813, 84.3, 600),
        new("EfficientNetV2B0", "EfficientNetV2", 5_919_312, 270, 78.7, 224),
        new("EfficientNetV2B1", "EfficientNetV2", 6_931_124, 334, 79.8, 240),
        new("EfficientNetV2B2", "EfficientNetV2", 8_769_374, 349, 80.5, 260),
        new("EfficientNetV2B3", "EfficientNetV2", 12_930_622, 409, 82.0, 300),
        new("EfficientNetV2S", "EfficientNetV2", 20_331_360, 513, 83.9, 384),
        new("EfficientNetV2M", "EfficientNetV2", 53_150_388, 740, 85.3, 480),
        new("EfficientNetV2L", "EfficientNetV2", 117_746_848, 1028, 85.7, 480),
        new("ResNet18", "ResNet", 15_908_800, 79, 72.1, 224, WeightsEmbedded: true) { License = "MIT" },
        new("ResNet50", "ResNet", 23_587_712, 175, 74.9, 224),
        new("ResNet101", "ResNet", 42_658_176, 345, 76.4, 224),
        new("ResNet152", "ResNet", 58_370_944, 515, 76.6, 224),
        new("ResNet50V2", "ResNetV2", 23_564_800, 190, 76.0, 224),
        new("ResNet101V2", "ResNetV2", 42_626_560, 377, 77.2, 224),
        new("ResNet152V2", "ResNetV2", 58_331_648, 564, 78.0, 224),
        new("VGG16", "VGG", 14_714_688, 19, 71.3, 224),
        new("VGG19", "VGG", 20_024_384, 22, 71.3, 224),
        new("DenseNet121", "DenseNet", 7_037_504, 427, 75.0, 224),
        new("DenseNet169", "DenseNet", 12_642_880, 595, 76.2, 224),
        new("DenseNet201", "DenseNet", 18_321_984, 707, 77.3, 224),
        new("InceptionV3", "Inception", 21_802_784, 311, 77.9, 299),
        new("Xception", "Xception", 20_861_480, 132, 79.0, 299),
        new("ConvNeXtTiny", "ConvNeXt", 27_820_128, 133, 81.3, 224),
        new("ConvNeXtSmall", "ConvNeXt", 49_454_688, 259, 82.3, 224),
        new("ConvNeXtBase", "ConvNeXt", 87_566_464, 259, 85.3, 224),
    ];

    public static BackboneCard? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
