namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Layers that only do something in training: what goes in comes out.</summary>
internal static class IdentityEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("ActivityRegularization", Pass),
        ("AlphaDropout", Pass),
        ("Dropout", Pass),
        ("GaussianDropout", Pass),
        ("GaussianNoise", Pass),
        ("Identity", Pass),
        ("SpatialDropout1D", Pass),
        ("SpatialDropout2D", Pass),
        ("SpatialDropout3D", Pass),
    ];

    public static IReadOnlyList<OnnxValue> Pass(LayerCall call) => call.Inputs;
}
