using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>The start of a network (https://keras.io/api/layers/core_layers/input/).</summary>
public sealed class InputLayer : Layer
{
    private readonly string dtype;

    /// <param name="batchShape">With the batch dimension in front, null as a rule.</param>
    public InputLayer(TensorShape batchShape, string dtype = "float32", string? name = null)
        : base(name, DTypePolicy.Float32)
    {
        (BatchShape, this.dtype) = (batchShape, dtype);
        Apply([], CallArguments.None);
    }

    public TensorShape BatchShape { get; }

    public override bool WritesBuildConfig => false;

    /// <summary>keras.Input(shape): the shape of one sample.</summary>
    public static InputLayer Of(params long?[] sampleShape) => new(new TensorShape([null, .. sampleShape]));

    public static InputLayer Create(TensorShape batchShape, string dtype = "float32", string? name = null) => new(batchShape, dtype, name);

    public static InputLayer FromConfig(LayerConfig config)
    {
        var shape = config.Node("batch_shape");
        if (config.Bool("sparse", false) || config.Bool("ragged", false) || config.Bool("optional", false))
        {
            throw config.Refuse("sparse", "false, as 'ragged' and 'optional'");
        }

        // An input's type is no policy: it is text, or numbers of any width.
        var dtype = config.Node("dtype") is JsonValue given && given.TryGetValue<string>(out var named) && (named == "string" || Operations.DTypes.Of(named) is not null) ? named : DTypePolicy.FromJson(config.Node("dtype")).Name;
        return new InputLayer(TensorShape.FromJson(shape), dtype, config.Name);
    }

    public override IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes) => [BatchShape];

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) => dtype;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0];

    public override JsonObject GetConfig() => new()
    {
        ["batch_shape"] = BatchShape.ToJson(),
        ["dtype"] = dtype,
        ["sparse"] = false,
        ["ragged"] = false,
        ["name"] = Name,
        ["optional"] = false,
    };
}
