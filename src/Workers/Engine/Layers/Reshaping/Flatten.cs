using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>(N, ...) to (N, product) in C order (https://keras.io/api/layers/reshaping_layers/flatten/).</summary>
public sealed class Flatten(string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public override bool WritesBuildConfig => true;

    public static Flatten FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new Flatten(config.Name, config.DType);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        TensorShape.Of(inputShapes[0][0], inputShapes[0].Rank == 1 ? 1 : inputShapes[0].ElementsOfSample);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].reshape(inputs[0].shape[0], -1);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        return config;
    }
}
