using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

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

    public override IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes) => [BatchShape];

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) => dtype;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0];

    public override JsonObject GetConfig() =>
        new()
        {
            ["batch_shape"] = BatchShape.ToJson(),
            ["dtype"] = dtype,
            ["sparse"] = false,
            ["ragged"] = false,
            ["name"] = Name,
            ["optional"] = false,
        };
}
