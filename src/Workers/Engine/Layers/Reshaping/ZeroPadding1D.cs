namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Steps of zeros before and behind (https://keras.io/api/layers/reshaping_layers/zero_padding1d/).</summary>
public sealed class ZeroPadding1D : MarginsND
{
    private ZeroPadding1D(LayerConfig config)
        : base(config, "padding", 1) { }

    private protected override int Sign => 1;

    public static ZeroPadding1D FromConfig(LayerConfig config) => new(config);
}
