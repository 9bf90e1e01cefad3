using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Largest value over the steps, (N, T, C) to (N, C) (https://keras.io/api/layers/pooling_layers/global_max_pooling1d/).</summary>
public sealed class GlobalMaxPooling1D : GlobalPoolingND
{
    private GlobalMaxPooling1D(LayerConfig config)
        : base(config, 1)
    {
    }

    public static GlobalMaxPooling1D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x, long[] axes, bool keepDims) => x.amax(axes, keepDims);
}
