namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Cuts steps off (https://keras.io/api/layers/reshaping_layers/cropping1d/).</summary>
public sealed class Cropping1D : MarginsND
{
    private Cropping1D(LayerConfig config)
        : base(config, "cropping", 1) { }

    private protected override int Sign => -1;

    public static Cropping1D FromConfig(LayerConfig config) => new(config);
}
