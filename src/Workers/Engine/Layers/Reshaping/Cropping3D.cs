namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Cuts slices, rows and columns off (https://keras.io/api/layers/reshaping_layers/cropping3d/).</summary>
public sealed class Cropping3D : MarginsND
{
    private Cropping3D(LayerConfig config)
        : base(config, "cropping", 3) { }

    private protected override int Sign => -1;

    public static Cropping3D FromConfig(LayerConfig config) => new(config);
}
