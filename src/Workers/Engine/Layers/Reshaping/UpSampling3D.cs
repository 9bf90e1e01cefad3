namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Repeats every slice, row and column (https://keras.io/api/layers/reshaping_layers/up_sampling3d/).</summary>
public sealed class UpSampling3D : UpSamplingND
{
    private UpSampling3D(LayerConfig config)
        : base(config, 3) { }

    public static UpSampling3D FromConfig(LayerConfig config) => new(config);
}
