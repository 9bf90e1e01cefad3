namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Channels of volumes (https://keras.io/api/layers/regularization_layers/spatial_dropout3d/).</summary>
public sealed class SpatialDropout3D : SpatialDropout
{
    private SpatialDropout3D(LayerConfig config)
        : base(config, 3) { }

    public static SpatialDropout3D FromConfig(LayerConfig config) => new(config);
}
