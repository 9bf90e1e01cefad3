using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Whole numbers to vectors of 0 and 1, or counts (https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/).</summary>
public sealed class CategoryEncoding : Layer
{
    private readonly int tokens;
    private readonly string mode;

    /// <param name="numTokens">Length of the vector.</param>
    /// <param name="outputMode">"multi_hot" (default), "one_hot" or "count".</param>
    public CategoryEncoding(int numTokens, string outputMode = "multi_hot", string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) => (tokens, mode) = (numTokens > 0 ? numTokens : throw Refuse(new("layer.expected.numTokens"), numTokens), outputMode);

    protected override bool CastsInputs => false;

    public static CategoryEncoding FromConfig(LayerConfig config)
    {
        if (config.Bool("sparse", false))
        {
            throw config.Refuse("sparse", new("layer.setting.falseOnly"));
        }

        return new CategoryEncoding(
            config.Int("num_tokens"),
            config.Choice("output_mode", "multi_hot", "multi_hot", "one_hot", "count"),
            config.Name,
            config.DType
        );
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => ShapeOf(inputShapes[0], mode, tokens);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Encode(inputs[0], mode, tokens, ComputeType);

    internal static TensorShape ShapeOf(TensorShape input, string mode, int depth) =>
        mode == "one_hot" && input[^1] != 1 ? new TensorShape([.. input, depth]) : new TensorShape([.. input.SkipLast(1), depth]);

    /// <summary>A number outside 0..depth-1 has no place and counts nowhere.</summary>
    internal static Tensor Encode(Tensor numbers, string mode, int depth, ScalarType type)
    {
        var whole = numbers.to_type(ScalarType.Int64);
        var places = where(whole.ge(0).logical_and(whole.lt(depth)), whole, full_like(whole, depth));
        if (mode == "one_hot")
        {
            places = numbers.shape[^1] == 1 && numbers.shape.Length > 1 ? places : places.unsqueeze(-1);
        }

        // One place more takes what has none.
        using var one = ones_like(places).to_type(type);
        var counts = zeros([.. places.shape[..^1], depth + 1], type, places.device).scatter_add_(-1, places, one).narrow(-1, 0, depth);
        return mode == "multi_hot" ? counts.clamp_max(1) : counts;
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["num_tokens"] = tokens;
        config["output_mode"] = mode;
        return config;
    }
}
