using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Mean of each window of steps, (N, T, C) to (N, T', C) (https://keras.io/api/layers/pooling_layers/average_pooling1d/).</summary>
public sealed class AveragePooling1D(LayerConfig config) : PoolingLayer(config, 1)
{
    public static AveragePooling1D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x) => MeanOfReal(x, padded => nn.functional.avg_pool1d(padded, Window.Kernel[0], Window.Strides[0]));
}
