using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Attention;

/// <summary>
/// Attention called on a list: query (N, T, dim), value (N, S, dim) and at most key (N, S, dim, default: the value), to (N, T, dim). Masks come by keyword as
/// a list of query mask and value mask.
/// </summary>
public abstract class ListAttention : Layer
{
    private readonly double dropout;
    private int?[] masks = [];
    private int tensors;
    private bool isCausal;

    private protected ListAttention(LayerConfig config, bool usesScale)
        : base(config.Name, config.DType)
    {
        UsesScale = config.Bool("use_scale", usesScale);
        dropout = config.Double("dropout", 0) is >= 0 and < 1 and var rate ? rate : throw config.Refuse("dropout", new("layer.setting.share"));
        Seed = config.OptionalInt("seed");
    }

    public override bool IsRandomInTraining => dropout > 0;

    public override bool WritesBuildConfig => true;

    private protected bool UsesScale { get; }

    private protected int? Seed { get; }

    private protected double Rate => dropout;

    public override bool AcceptsKeyword(string key) => key is "mask" or "use_causal_mask";

    internal override JsonObject? TakeMasks(CallArguments arguments, Func<int, JsonNode?> mask)
    {
        var keywords = (JsonObject)arguments.Keywords.DeepClone();
        if (keywords["mask"] is null)
        {
            JsonNode?[] found = [mask(0), mask(1)];
            keywords["mask"] = found.All(item => item is null) ? null : new JsonArray(found);
        }

        return keywords;
    }

    protected override void BindArguments(CallArguments arguments)
    {
        tensors = arguments.PositionalTensors is 2 or 3
            ? arguments.PositionalTensors
            : throw Refuse(new("layer.expected.attentionInputs"), arguments.Positional.ToJsonString());
        masks = arguments.Keywords["mask"] switch
        {
            null => [],
            JsonArray list =>
            [
                .. list.Take(2)
                    .Select(item =>
                        item is JsonObject mask && mask["$"] is { } at ? (int?)at.GetValue<int>()
                        : item is null ? null
                        : throw Refuse(new("layer.expected.masks"), item.ToJsonString())
                    ),
            ],
            var other => throw Refuse(new("layer.expected.listOfMasks"), other.ToJsonString()),
        };
        isCausal = arguments.Keywords["use_causal_mask"] is JsonValue flag && flag.TryGetValue<bool>(out var causal) && causal;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes.Take(tensors).All(shape => shape.Rank == 3)
            ? inputShapes[0].With(-1, inputShapes[1][^1])
            : throw Refuse(new("layer.expected.shapes", ("shape", "(N, steps, features)")), string.Join(", ", inputShapes));

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (query, value, key) = (inputs[0], inputs[1], inputs[tensors == 3 ? 2 : 1]);
        var scores = Scores(query, key);
        if (isCausal)
        {
            scores = Silence(scores, ones([1, query.shape[1], value.shape[1]], ScalarType.Bool, device: query.device).tril());
        }

        // As Keras: the value's mask is of shape (N, S) and stands against (N, T, S).
        if (Mask(inputs, 1) is { } kept)
        {
            scores = Silence(scores, kept.unsqueeze(1));
        }

        var shares = nn.functional.softmax(scores.to_type(ScalarType.Float32), -1).to_type(scores.dtype);
        if (context.Training && !RunsInInferenceMode && dropout > 0)
        {
            shares = shares * context.Uniform(Name, shares.shape, shares).ge(dropout).to_type(shares.dtype).div_(1 - dropout);
        }

        var result = shares.Times(value);
        return Mask(inputs, 0) is { } asked ? result * asked.unsqueeze(-1).to_type(result.dtype) : result;
    }

    /// <summary>(N, T, S).</summary>
    private protected abstract Tensor Scores(Tensor query, Tensor key);

    private static Tensor Silence(Tensor scores, Tensor kept) => scores.masked_fill(kept.logical_not(), scores.dtype == ScalarType.Float16 ? -65504 : -1e9);

    private Tensor? Mask(IReadOnlyList<Tensor> inputs, int which) =>
        masks.Length > which && masks[which] is { } at ? inputs[at].to_type(ScalarType.Bool) : null;
}
