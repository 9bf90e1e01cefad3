using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>ConvNeXt's scale a channel, starting small (Touvron et al. 2021). Keras keeps it among its applications.</summary>
/// <param name="initValues">The first value, 1e-6 in ConvNeXt.</param>
/// <param name="projectionDim">Channels.</param>
public sealed class LayerScale(double initValues, int projectionDim, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    private Variable? gamma;

    public override string Module => "keras.src.applications.convnext";

    public static LayerScale FromConfig(LayerConfig config) => new(config.Double("init_values"), config.Int("projection_dim"), config.Name, config.DType);

    // Keras gives this weight no name of its own, so it is numbered.
    protected override void Build(IReadOnlyList<TensorShape> inputShapes) =>
        gamma = AddWeight(NameScope.Current.Unique("variable"), [projectionDim], new Constant(initValues));

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0] * Cast(gamma!);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["init_values"] = initValues;
        config["projection_dim"] = projectionDim;
        return config;
    }
}
