using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Largest value over a volume, (N, D, H, W, C) to (N, C) (https://keras.io/api/layers/pooling_layers/global_max_pooling3d/).</summary>
public sealed class GlobalMaxPooling3D : GlobalPoolingND
{
    private GlobalMaxPooling3D(LayerConfig config)
        : base(config, 3)
    {
    }

    public static GlobalMaxPooling3D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x, long[] axes, bool keepDims) => x.amax(axes, keepDims);
}
