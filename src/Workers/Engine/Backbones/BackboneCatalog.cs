using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Every backbone that can be named. One table: tests, the weight store and the new-run page go through it.</summary>
public static class BackboneCatalog
{
    private const string Published = "tensorflow/keras-applications/";

    public static IReadOnlyList<Backbone> All { get; } =
    [
        new("EfficientNetLite0", "EfficientNet-Lite", EfficientNetLite.Lite0, PreprocessingFunction.Named("efficientnet_lite"), 224, 3_413_024, null, null)
        {
            EmbeddedWeights = new("efficientnet_lite0_notop.weights.h5", "709dc9bd7cf2f04ff5b15c8d30c0af2b34ec81812dbdacd99c3d0991f9627343"),
        },
        new("MobileNetV3Small", "MobileNetV3", MobileNetV3.Small, PreprocessingFunction.Named("mobilenet_v3"), 224, 939_120,
            new(Published + "mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5", "d3e8ec802a04aa4fc771ee12a9a9b836"),
            new(Published + "mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float.h5", "8768d4c2e7dee89b9d02b2d03d65d862")),
        new("MobileNetV3Large", "MobileNetV3", MobileNetV3.Large, PreprocessingFunction.Named("mobilenet_v3"), 224, 2_996_352,
            new(Published + "mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5", "07fb09a5933dd0c8eaafa16978110389"),
            new(Published + "mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float.h5", "59e551e166be033d707958cf9e29a6a7")),
        new("EfficientNetB0", "EfficientNet", EfficientNet.B0, PreprocessingFunction.Named("efficientnet"), 224, 4_049_571,
            new("keras-applications/efficientnetb0_notop.h5", "50bc09e76180e00e4465e1a485ddc09d"),
            new("keras-applications/efficientnetb0.h5", "902e53a9f72be733fc0bcb005b3ebbac")),
    ];

    public static Backbone? Find(string name) => All.FirstOrDefault(backbone => backbone.Name == name);

    /// <summary>The backbone of that name.</summary>
    /// <exception cref="RefusedException">There is none; the sentence lists what there is.</exception>
    public static Backbone Named(string name)
        => Find(name) ?? throw new RefusedException($"Expected a backbone of {string.Join(", ", All.Select(backbone => backbone.Name))}. Received '{name}'.");
}
