namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Mean of each window of steps, (N, T, C) to (N, T', C) (https://keras.io/api/layers/pooling_layers/average_pooling1d/).</summary>
public sealed class AveragePooling1D : AveragePoolingND
{
    private AveragePooling1D(LayerConfig config)
        : base(config, 1)
    {
    }

    public static AveragePooling1D FromConfig(LayerConfig config) => new(config);
}
