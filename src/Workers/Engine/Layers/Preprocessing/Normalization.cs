using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>
/// (x - mean) / max(sqrt(variance), 1e-7) (https://keras.io/api/layers/preprocessing_layers/numerical/normalization/). Mean and variance stand in the config,
/// or
/// are weights that were adapted to data: mean, variance, count.
/// </summary>
public sealed class Normalization : Layer
{
    private readonly int[] axes;
    private readonly double[]? mean;
    private readonly double[]? variance;
    private readonly bool invert;
    private Variable? adaptedMean;
    private Variable? adaptedVariance;
    private int[] keptAxes = [];

    /// <param name="axes">The axes that keep their own statistics; the last by default.</param>
    /// <param name="invert">True: x * sqrt(variance) + mean.</param>
    public Normalization(
        int[]? axes = null,
        double[]? mean = null,
        double[]? variance = null,
        bool invert = false,
        string? name = null,
        DTypePolicy? dtype = null
    )
        : base(name, dtype)
    {
        if (mean is null != variance is null)
        {
            throw Refuse(new("layer.expected.meanAndVariance"), new Refusal(mean is null ? "layer.received.varianceAlone" : "layer.received.meanAlone"));
        }

        (this.axes, this.mean, this.variance, this.invert) = (axes ?? [-1], mean, variance, invert);
    }

    public override bool WritesBuildConfig => true;

    public static Normalization FromConfig(LayerConfig config) =>
        new(
            config.Has("axis") || !config.Contains("axis") ? config.Ints("axis", -1) : [],
            Numbers(config, "mean"),
            Numbers(config, "variance"),
            config.Bool("invert", false),
            config.Name,
            config.DType
        );

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var rank = inputShapes[0].Rank;
        keptAxes = [.. axes.Select(axis => axis < 0 ? axis + rank : axis).Order()];
        if (mean is not null)
        {
            return;
        }

        long[] shape = [.. keptAxes.Select(axis => inputShapes[0].Known(axis, Name))];
        adaptedMean = AddWeight("mean", shape, new Zeros(), trainable: false);
        adaptedVariance = AddWeight("variance", shape, new Ones(), trainable: false);
        AddWeight("count", [], new Zeros(), trainable: false, type: ScalarType.Int32);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0].is_floating_point() ? inputs[0] : inputs[0].to_type(ComputeType);
        long[] shape = [.. x.shape.Select((d, axis) => keptAxes.Contains(axis) ? d : 1)];
        var centre = Spread(mean, adaptedMean, shape, x);
        var spread = Spread(variance, adaptedVariance, shape, x).sqrt();
        return invert ? x * spread + centre : (x - centre) / spread.clamp_min(1e-7);
    }

    private static Tensor Spread(double[]? given, Variable? adapted, long[] shape, Tensor x)
    {
        var value = given is null ? adapted!.Value : tensor(given.Select(number => (float)number).ToArray(), device: x.device);
        return (value.numel() == 1 ? value.reshape([]) : value.reshape(shape)).to_type(x.dtype);
    }

    /// <summary>Whether it has statistics of its own for each channel (and for nothing else).</summary>
    internal bool IsByChannel => keptAxes.Length == 1 && keptAxes[0] == BuiltFor[0].Rank - 1 && (mean is null || mean.Length > 1 || variance!.Length > 1);

    /// <summary>Whether the statistics of all channels are the same.</summary>
    internal bool IsAlike => Values(mean, adaptedMean).Distinct().Count() == 1 && Values(variance, adaptedVariance).Distinct().Count() == 1;

    /// <summary>The same layer for other channels: channel n has the statistics of channel <paramref name="source"/>[n].</summary>
    internal Normalization ForChannels(IReadOnlyList<int> source)
    {
        double[] Pick(double[] values) => [.. source.Select(c => values[values.Length == 1 ? 0 : c])];
        var (means, variances) = (Pick(Values(mean, adaptedMean)), Pick(Values(variance, adaptedVariance)));
        var layer = mean is null
            ? new Normalization(axes, invert: invert, name: Name, dtype: DTypePolicy)
            : new Normalization(axes, means, variances, invert, Name, DTypePolicy);
        layer.Trainable = Trainable;
        layer.EnsureBuilt([BuiltFor[0].With(-1, source.Count)]);
        if (mean is null)
        {
            foreach (var (from, to) in Weights.Zip(layer.Weights))
            {
                to.Path = from.Path;
            }

            layer.adaptedMean!.Assign([.. means.Select(v => (float)v)]);
            layer.adaptedVariance!.Assign([.. variances.Select(v => (float)v)]);
            layer.Weights.Single(weight => weight.Name == "count").Assign(Weights.Single(weight => weight.Name == "count").Value);
        }

        return layer;
    }

    private static double[] Values(double[]? given, Variable? adapted)
    {
        if (given is not null)
        {
            return given;
        }

        using var values = adapted!.Value.to_type(ScalarType.Float64).flatten();
        return values.data<double>().ToArray();
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = SpatialWindow.Json(axes);
        config["invert"] = invert;
        config["mean"] = Json(mean);
        config["variance"] = Json(variance);
        return config;
    }

    private static JsonNode? Json(double[]? values) => values is null ? null : new JsonArray([.. values.Select(value => (JsonNode?)value)]);

    private static double[]? Numbers(LayerConfig config, string key) =>
        config.Node(key) switch
        {
            null => null,
            JsonArray array =>
            [
                .. Flat(array)
                    .Select(item =>
                        item is JsonValue value && value.TryGetValue<double>(out var number) ? number : throw config.Refuse(key, new("layer.setting.numbers"))
                    ),
            ],
            _ => [config.Double(key)],
        };

    private static IEnumerable<JsonNode?> Flat(JsonArray array) => array.SelectMany(item => item is JsonArray inner ? Flat(inner) : [item]);
}
