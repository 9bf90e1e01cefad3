using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>What repeating values along one and three axes shares.</summary>
public abstract class UpSamplingND : Layer
{
    private readonly int[] size;

    private protected UpSamplingND(LayerConfig config, int rank)
        : base(config.Name, config.DType)
    {
        if (rank > 1)
        {
            config.ChannelsLast();
        }

        size =
            config.Spatial("size", rank, 2) is var factors && factors.All(factor => factor > 0)
                ? factors
                : throw config.Refuse("size", new("layer.setting.positive"));
    }

    public override bool WritesBuildConfig => true;

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input =
            inputShapes[0].Rank == size.Length + 2
                ? inputShapes[0]
                : throw Refuse(new("layer.expected.shape", ("shape", size.Length == 1 ? "(N, steps, C)" : "(N, D, H, W, C)")), inputShapes[0]);
        return new TensorShape([input[0], .. size.Select((factor, axis) => input[axis + 1] * factor), input[^1]]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        size.Select((factor, axis) => (factor, axis)).Aggregate(inputs[0], (x, step) => step.factor == 1 ? x : x.repeat_interleave(step.factor, step.axis + 1));

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["size"] = size.Length == 1 ? size[0] : SpatialWindow.Json(size);
        if (size.Length > 1)
        {
            config["data_format"] = "channels_last";
        }

        return config;
    }
}
