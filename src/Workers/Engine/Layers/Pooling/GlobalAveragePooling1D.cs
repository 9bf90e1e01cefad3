using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Mean over the steps, (N, steps, C) to (N, C); steps that a mask (N, steps) leaves out do not count
/// (https://keras.io/api/layers/pooling_layers/global_average_pooling1d/).</summary>
public sealed class GlobalAveragePooling1D : GlobalPoolingLayer
{
    private GlobalAveragePooling1D(LayerConfig config)
        : base(config, 1) { }

    public GlobalAveragePooling1D(bool keepdims = false, string? name = null, DTypePolicy? dtype = null)
        : base(1, keepdims, name, dtype) { }

    public static GlobalAveragePooling1D FromConfig(LayerConfig config) => new(config);

    public override bool AcceptsKeyword(string key) => key == "mask";

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        if (inputs.Count == 1)
        {
            return inputs[0].mean([1], KeepDims);
        }

        var kept = inputs[1].to_type(inputs[0].dtype).unsqueeze(2);
        return (inputs[0] * kept).sum([1L], keepdim: KeepDims) / kept.sum([1L], keepdim: KeepDims);
    }
}
