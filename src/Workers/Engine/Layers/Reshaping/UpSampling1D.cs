namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Repeats every step (https://keras.io/api/layers/reshaping_layers/up_sampling1d/).</summary>
public sealed class UpSampling1D : UpSamplingND
{
    private UpSampling1D(LayerConfig config)
        : base(config, 1) { }

    public static UpSampling1D FromConfig(LayerConfig config) => new(config);
}
