using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Mean over a volume, (N, D, H, W, C) to (N, C) (https://keras.io/api/layers/pooling_layers/global_average_pooling3d/).</summary>
public sealed class GlobalAveragePooling3D : GlobalPoolingND
{
    private GlobalAveragePooling3D(LayerConfig config)
        : base(config, 3)
    {
    }

    public static GlobalAveragePooling3D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x, long[] axes, bool keepDims) => x.mean(axes, keepDims);
}
