using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Largest value of each window of steps, (N, T, C) to (N, T', C) (https://keras.io/api/layers/pooling_layers/max_pooling1d/).</summary>
public sealed class MaxPooling1D(LayerConfig config) : PoolingLayer(config, 1)
{
    public static MaxPooling1D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x) =>
        nn.functional.max_pool1d(Window.LayAround(x, double.NegativeInfinity), Window.Kernel[0], Window.Strides[0]);
}
