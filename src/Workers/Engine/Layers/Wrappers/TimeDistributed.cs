using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Wrappers;

/// <summary>A layer applied to every step, (N, T, ...) to (N, T, ...') (https://keras.io/api/layers/recurrent_layers/time_distributed/).</summary>
public sealed class TimeDistributed(Layer layer, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public override bool WritesBuildConfig => true;

    internal override IEnumerable<(string Attribute, Layer Layer)> SubLayers => [("layer", layer)];

    public static TimeDistributed FromConfig(LayerConfig config) => new(config.Layer("layer"), config.Name, config.DType);

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    protected override void Build(IReadOnlyList<TensorShape> inputShapes) => BuildInner(layer, Step(inputShapes[0]));

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var output = layer.ComputeOutputShape([Step(inputShapes[0])]);
        return new TensorShape([output[0], inputShapes[0][1], .. output.Skip(1)]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        // Steps go into the batch: all of them in one call. What looks at the whole batch in training must see one step at a time, as in Keras.
        var x = inputs[0];
        var steps = x.shape[1];
        if (context.Training)
        {
            return stack([.. x.unbind(1).Select(step => layer.Invoke([step], context)[0])], 1);
        }

        var output = layer.Invoke([x.reshape([x.shape[0] * steps, .. x.shape[2..]])], context)[0];
        return output.reshape([x.shape[0], steps, .. output.shape[1..]]);
    }

    public override Tensor? RegularizationLoss() => layer.RegularizationLoss();

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["layer"] = NetworkConfig.Describe(layer);
        return config;
    }

    private TensorShape Step(TensorShape shape) =>
        shape.Rank >= 3 ? new TensorShape([shape[0], .. shape.Skip(2)]) : throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, ...)")), shape);
}
