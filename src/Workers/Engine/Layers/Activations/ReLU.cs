using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>max_value if x reaches it, x above the threshold, negative_slope * (x - threshold) below
/// (https://keras.io/api/layers/activation_layers/relu/).</summary>
public sealed class ReLU : Layer
{
    private readonly double? maxValue;
    private readonly double negativeSlope;
    private readonly double threshold;

    /// <param name="maxValue">Null (the default): no upper bound; 6 is ReLU6.</param>
    public ReLU(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        if (maxValue < 0 || negativeSlope < 0 || threshold < 0)
        {
            throw Refuse(new("layer.expected.relu"), $"{maxValue}, {negativeSlope}, {threshold}");
        }

        (this.maxValue, this.negativeSlope, this.threshold) = (maxValue, negativeSlope, threshold);
    }

    /// <summary>The upper bound if nothing else is set, else no value.</summary>
    internal (bool IsPlain, double? MaxValue) Bound => (threshold == 0 && negativeSlope == 0, maxValue);

    public static ReLU FromConfig(LayerConfig config) =>
        new(config.OptionalDouble("max_value"), config.Double("negative_slope", 0), config.Double("threshold", 0), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        if (threshold == 0 && negativeSlope == 0)
        {
            return maxValue switch
            {
                null => x.relu(),
                6 => nn.functional.relu6(x),
                { } max => x.clamp(0, max),
            };
        }

        var above = threshold == 0 ? x : x * x.gt(threshold).to_type(x.dtype);
        var positive = maxValue is { } limit ? above.clamp(0, limit) : above.relu();
        return negativeSlope == 0 ? positive : positive - negativeSlope * (threshold - x).relu();
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["max_value"] = maxValue;
        config["negative_slope"] = negativeSlope;
        config["threshold"] = threshold;
        return config;
    }
}
