namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Zeros around a volume (https://keras.io/api/layers/reshaping_layers/zero_padding3d/).</summary>
public sealed class ZeroPadding3D : MarginsND
{
    private ZeroPadding3D(LayerConfig config)
        : base(config, "padding", 3) { }

    private protected override int Sign => 1;

    public static ZeroPadding3D FromConfig(LayerConfig config) => new(config);
}
