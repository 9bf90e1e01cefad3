using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Turns one call of a layer into operators and says what comes out.</summary>
internal delegate IReadOnlyList<OnnxValue> Emitter(LayerCall call);

/// <summary>
/// Which layer becomes which operators, by Keras's class name. An emitter reads the layer's config and weights as a Keras file has them, so the layers
/// themselves know
/// nothing of ONNX; a new layer needs one line here.
/// </summary>
internal static class EmitterTable
{
    private static readonly Dictionary<string, Emitter> Layers = new (string Name, Emitter Emitter)[][]
    {
        ActivationEmitters.Layers,
        AttentionEmitters.Layers,
        ConvolutionEmitters.Layers,
        DenseEmitters.Layers,
        EncodingEmitters.Layers,
        IdentityEmitters.Layers,
        MergeEmitters.Layers,
        NormalizationEmitters.Layers,
        PictureEmitters.Layers,
        PoolingEmitters.Layers,
        RecurrentEmitters.Layers,
        ShapeEmitters.Layers,
        WrapperEmitters.Layers,
    }
        .SelectMany(group => group)
        .ToDictionary(entry => entry.Name, entry => entry.Emitter);

    private static readonly Dictionary<string, Emitter> Operations = OperationEmitters.Layers.ToDictionary(entry => entry.Name, entry => entry.Emitter);

    private static readonly Dictionary<string, Emitter> Functions = OperationEmitters.Functions.ToDictionary(entry => entry.Name, entry => entry.Emitter);

    /// <summary>The classes that can be written.</summary>
    public static IEnumerable<string> Known => Layers.Keys.Order();

    /// <exception cref="RefusedException">The layer has no meaning in ONNX.</exception>
    public static Emitter Of(Layer layer) =>
        (
            layer is Operation ? Functions
            : layer.IsOperation ? Operations
            : Layers
        ).TryGetValue(layer.ClassName, out var emitter)
            ? emitter
            : throw new RefusedException(new Refusal("onnx.layer.unsupported", ("layer", layer.Name), ("class", layer.ClassName)));
}
