using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Pooling to a size: windows are chosen so that so many come out, (N, ..., C) to (N, output_size, C) (https://keras.io/api/layers/pooling_layers/).
/// As libtorch's, windows overlap where they must.</summary>
public sealed class AdaptivePooling : Layer
{
    private readonly string className;
    private readonly int[] size;

    private AdaptivePooling(LayerConfig config, int rank)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        className = config.ClassName;
        size =
            config.Spatial("output_size", rank, 0) is var given && given.All(length => length > 0)
                ? given
                : throw config.Refuse("output_size", new("layer.setting.positive"));
    }

    public override string ClassName => className;

    public override bool WritesBuildConfig => false;

    protected override string AutoName => className ?? "adaptive_pooling";

    public static Func<LayerConfig, Layer> FromConfig(int rank) => config => new AdaptivePooling(config, rank);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == size.Length + 2
            ? new TensorShape([inputShapes[0][0], .. size.Select(length => (long?)length), inputShapes[0][^1]])
            : throw Refuse(new("layer.expected.axes", ("axes", size.Length + 2)), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = Layout.ChannelsFirst(inputs[0]);
        var target = SpatialWindow.Long(size);
        var isMean = className.StartsWith("AdaptiveAverage", StringComparison.Ordinal);
        return Layout.ChannelsLast(
            size.Length switch
            {
                1 => isMean ? nn.functional.adaptive_avg_pool1d(x, target[0]) : nn.functional.adaptive_max_pool1d(x, target[0]),
                2 => isMean ? nn.functional.adaptive_avg_pool2d(x, target) : nn.functional.adaptive_max_pool2d(x, target),
                _ => isMean ? nn.functional.adaptive_avg_pool3d(x, target) : nn.functional.adaptive_max_pool3d(x, target),
            }
        );
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["output_size"] = SpatialWindow.Json(size);
        config["data_format"] = "channels_last";
        return config;
    }
}
