namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Largest value of each window of steps, (N, T, C) to (N, T', C) (https://keras.io/api/layers/pooling_layers/max_pooling1d/).</summary>
public sealed class MaxPooling1D : MaxPoolingND
{
    private MaxPooling1D(LayerConfig config)
        : base(config, 1)
    {
    }

    public static MaxPooling1D FromConfig(LayerConfig config) => new(config);
}
