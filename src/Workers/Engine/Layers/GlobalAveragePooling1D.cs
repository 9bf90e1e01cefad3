using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Mean over the steps, (N, steps, C) to (N, C); steps that a mask (N, steps) leaves out do not count (https://keras.io/api/layers/pooling_layers/global_average_pooling1d/).</summary>
public sealed class GlobalAveragePooling1D(bool keepdims = false, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public static GlobalAveragePooling1D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new GlobalAveragePooling1D(config.Bool("keepdims", false), config.Name, config.DType);
    }

    public override bool AcceptsKeyword(string key) => key == "mask";

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
        => inputShapes[0].Rank != 3 ? throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, C)")), inputShapes[0])
            : keepdims ? TensorShape.Of(inputShapes[0][0], 1, inputShapes[0][2]) : TensorShape.Of(inputShapes[0][0], inputShapes[0][2]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        if (inputs.Count == 1)
        {
            return inputs[0].mean([1], keepdims);
        }

        var kept = inputs[1].to_type(inputs[0].dtype).unsqueeze(2);
        return (inputs[0] * kept).sum([1L], keepdim: keepdims) / kept.sum([1L], keepdim: keepdims);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        config["keepdims"] = keepdims;
        return config;
    }
}
