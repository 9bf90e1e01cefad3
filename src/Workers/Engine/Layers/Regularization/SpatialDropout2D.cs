using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Channels of pictures (https://keras.io/api/layers/regularization_layers/spatial_dropout2d/).</summary>
public sealed class SpatialDropout2D : SpatialDropout
{
    public SpatialDropout2D(double rate, int? seed = null, string? name = null, DTypePolicy? dtype = null)
        : base(rate, 2, seed, name, dtype) { }

    private SpatialDropout2D(LayerConfig config)
        : base(config, 2) { }

    public static SpatialDropout2D FromConfig(LayerConfig config) => new(config);
}
