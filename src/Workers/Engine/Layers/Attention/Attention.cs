using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Attention;

/// <summary>Dot-product attention (https://keras.io/api/layers/attention_layers/attention/, Luong et al. 2015).</summary>
public sealed class Attention : ListAttention
{
    private readonly string scoreMode;
    private Variable? scale;
    private Variable? weight;

    private Attention(LayerConfig config)
        : base(config, false) => scoreMode = config.Choice("score_mode", "dot", "dot", "concat");

    public static Attention FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        scale = UsesScale ? AddWeight("scale", [], new Ones()) : null;
        weight = scoreMode == "concat" ? AddWeight("concat_score_weight", [], new Ones()) : null;
    }

    private protected override Tensor Scores(Tensor query, Tensor key)
    {
        if (weight is null)
        {
            var products = query.Times(key.transpose(1, 2));
            return scale is null ? products : products * Cast(scale);
        }

        var sum = query.unsqueeze(-2) + key.unsqueeze(-3);
        return (scale is null ? sum : sum * Cast(scale)).tanh().sum([-1L]) * Cast(weight);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["use_scale"] = UsesScale;
        config["score_mode"] = scoreMode;
        config["dropout"] = Rate;
        if (Seed is not null)
        {
            config["seed"] = Seed;
        }

        return config;
    }
}
