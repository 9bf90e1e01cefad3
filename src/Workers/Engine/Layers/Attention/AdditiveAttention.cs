using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Attention;

/// <summary>Additive attention (https://keras.io/api/layers/attention_layers/additive_attention/, Bahdanau et al. 2015).</summary>
public sealed class AdditiveAttention : ListAttention
{
    private Variable? scale;

    private AdditiveAttention(LayerConfig config)
        : base(config, true) { }

    public static AdditiveAttention FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes) =>
        scale = UsesScale ? AddWeight("scale", [inputShapes[0].Known(-1, Name)], VarianceScaling.GlorotUniform) : null;

    private protected override Tensor Scores(Tensor query, Tensor key)
    {
        var sum = (query.unsqueeze(-2) + key.unsqueeze(-3)).tanh();
        return (scale is null ? sum : sum * Cast(scale)).sum([-1L]);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["use_scale"] = UsesScale;
        config["dropout"] = Rate;
        if (Seed is not null)
        {
            config["seed"] = Seed;
        }

        return config;
    }
}
