using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Numbers to the number of their bin: how many boundaries are not above them
/// (https://keras.io/api/layers/preprocessing_layers/numerical/discretization/). Boundaries stand in the config.</summary>
public sealed class Discretization : Layer
{
    private readonly double[] boundaries;
    private readonly int? bins;
    private readonly double epsilon;
    private readonly string mode;

    private Discretization(LayerConfig config)
        : base(config.Name, config.DType)
    {
        boundaries = config.Node("bin_boundaries") is JsonArray list
            ?
            [
                .. list.Select(item =>
                    item is JsonValue value && value.TryGetValue<double>(out var number)
                        ? number
                        : throw config.Refuse("bin_boundaries", new("layer.setting.numbers"))
                ),
            ]
            : throw config.Refuse("bin_boundaries", new("layer.setting.neverAdapted"));
        (bins, epsilon) = (config.OptionalInt("num_bins"), config.Double("epsilon", 0.01));
        mode = config.Choice("output_mode", "int", "int", "one_hot", "multi_hot", "count");
        if (config.Bool("sparse", false))
        {
            throw config.Refuse("sparse", new("layer.setting.falseOnly"));
        }
    }

    public static Discretization FromConfig(LayerConfig config) => new(config);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        mode == "int" ? inputShapes[0] : CategoryEncoding.ShapeOf(inputShapes[0], mode, boundaries.Length + 1);

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) => mode == "int" ? "int64" : base.ComputeOutputType(inputs);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var bin = inputs[0].to_type(ScalarType.Float64).unsqueeze(-1).ge(tensor(boundaries, device: inputs[0].device)).to_type(ScalarType.Int64).sum(-1L);
        return mode == "int" ? bin : CategoryEncoding.Encode(bin, mode, boundaries.Length + 1, ComputeType);
    }

    public override JsonObject GetConfig() =>
        new()
        {
            ["bin_boundaries"] = new JsonArray([.. boundaries.Select(value => (JsonNode?)value)]),
            ["num_bins"] = bins,
            ["epsilon"] = epsilon,
            ["output_mode"] = mode,
            ["sparse"] = false,
            ["name"] = Name,
            ["dtype"] = DTypePolicy.Name,
        };
}
