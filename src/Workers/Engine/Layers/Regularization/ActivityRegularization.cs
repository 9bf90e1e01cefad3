using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Hands its input on (https://keras.io/api/layers/regularization_layers/activity_regularization/). In training Keras adds a penalty on it to the
/// loss, which is not computed here: training is refused.</summary>
public sealed class ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public static ActivityRegularization FromConfig(LayerConfig config) => new(config.Double("l1", 0), config.Double("l2", 0), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        context.Training && !RunsInInferenceMode && (l1 != 0 || l2 != 0)
            ? throw Refuse(new("layer.expected.noTrainingOfPenalty"), new Refusal("layer.received.trainingStep"))
            : inputs[0];

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["l1"] = l1;
        config["l2"] = l2;
        return config;
    }
}
