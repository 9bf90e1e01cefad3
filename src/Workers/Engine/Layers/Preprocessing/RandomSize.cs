using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>RandomHeight and RandomWidth of Keras 2, which do nothing outside training. Keras 3 has no such layer: a network with it can be used, but not
/// trained and not written.</summary>
public sealed class RandomSize : Layer
{
    private readonly string className;

    private RandomSize(LayerConfig config)
        : base(config.Name, config.DType)
    {
        className = config.ClassName;
        foreach (var key in new[] { "factor", "interpolation", "seed" })
        {
            config.Node(key);
        }
    }

    public override string ClassName => className;

    /// <exception cref="RefusedException">Always: Keras 3 has no such layer.</exception>
    public override string Module => throw Refuse(new("layer.expected.formatOfLayer"), new Refusal("layer.received.keras3"));

    public override bool IsRandomInTraining => true;

    public static RandomSize FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        context.Training && !RunsInInferenceMode ? throw Refuse(new("layer.expected.noTraining"), new Refusal("layer.received.trainingStep")) : inputs[0];

    public override JsonObject GetConfig() => throw Refuse(new("layer.expected.formatOfLayer"), new Refusal("layer.received.keras3"));
}
