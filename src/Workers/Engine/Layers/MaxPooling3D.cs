namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Largest value of each window of a volume, (N, D, H, W, C) to (N, D', H', W', C) (https://keras.io/api/layers/pooling_layers/max_pooling3d/).</summary>
public sealed class MaxPooling3D : MaxPoolingND
{
    private MaxPooling3D(LayerConfig config)
        : base(config, 3)
    {
    }

    public static MaxPooling3D FromConfig(LayerConfig config) => new(config);
}
