using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>x * scale + offset, each one number or one number a channel
/// (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/).</summary>
public sealed class Rescaling : Layer
{
    private readonly JsonNode scale;
    private readonly JsonNode offset;
    private readonly float[] scales;
    private readonly float[] offsets;

    /// <param name="offset">Default 0.</param>
    public Rescaling(double scale, double offset = 0.0, string? name = null, DTypePolicy? dtype = null)
        : this(JsonValue.Create(scale), JsonValue.Create(offset), name, dtype) { }

    /// <summary>One scale and offset a channel.</summary>
    public Rescaling(double[] scale, double[] offset, string? name = null, DTypePolicy? dtype = null)
        : this(new JsonArray([.. scale.Select(v => (JsonNode?)v)]), new JsonArray([.. offset.Select(v => (JsonNode?)v)]), name, dtype) { }

    internal Rescaling(JsonNode scale, JsonNode offset, string? name, DTypePolicy? dtype)
        : base(name, dtype)
    {
        // As written in the file: -1 stays -1 and does not become -1.0.
        (this.scale, this.offset) = (scale.DeepClone(), offset.DeepClone());
        (scales, offsets) = (Numbers(scale), Numbers(offset));
    }

    public override bool WritesBuildConfig => true;

    public static Rescaling FromConfig(LayerConfig config) =>
        new(
            config.Node("scale") ?? throw config.Refuse("scale", new("layer.expected.numberOrList")),
            config.Node("offset") ?? JsonValue.Create(0.0),
            config.Name,
            config.DType
        );

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0].is_floating_point() ? inputs[0] : inputs[0].to_type(ComputeType);
        if (scales.Length == 1 && offsets.Length == 1)
        {
            var scaled = x * scales[0];
            return offsets[0] == 0 ? scaled : scaled.add_(offsets[0]);
        }

        return x * tensor(scales, x.dtype, x.device) + tensor(offsets, x.dtype, x.device);
    }

    /// <summary>Whether every channel is scaled and shifted alike.</summary>
    internal bool IsAlike => scales.Distinct().Count() == 1 && offsets.Distinct().Count() == 1;

    /// <summary>The same layer for other channels: channel n does what channel <paramref name="source"/>[n] did.</summary>
    internal Rescaling ForChannels(IReadOnlyList<int> source)
    {
        JsonNode Pick(JsonNode node) =>
            node is JsonArray { Count: > 1 } list && !IsAlike ? new JsonArray([.. source.Select(c => list[c]!.DeepClone())])
            : node is JsonArray any ? any[0]!.DeepClone()
            : node.DeepClone();
        return new Rescaling(Pick(scale), Pick(offset), Name, DTypePolicy) { Trainable = Trainable };
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["scale"] = scale.DeepClone();
        config["offset"] = offset.DeepClone();
        return config;
    }

    private float[] Numbers(JsonNode node) =>
        node switch
        {
            JsonArray { Count: > 0 } array => [.. array.Select(Number)],
            JsonValue => [Number(node)],
            _ => throw Refuse(new("layer.expected.numberOrList"), node.ToJsonString()),
        };

    private float Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number)
            ? (float)number
            : throw Refuse(new("layer.expected.numberOrList"), node?.ToJsonString());
}
