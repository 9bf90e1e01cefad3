namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Channels of sequences (https://keras.io/api/layers/regularization_layers/spatial_dropout1d/).</summary>
public sealed class SpatialDropout1D : SpatialDropout
{
    private SpatialDropout1D(LayerConfig config)
        : base(config, 1) { }

    public static SpatialDropout1D FromConfig(LayerConfig config) => new(config);
}
