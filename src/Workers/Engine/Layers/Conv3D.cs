namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Convolution over volumes, (N, D, H, W, C) to (N, D', H', W', filters) (https://keras.io/api/layers/convolution_layers/convolution3d/).</summary>
public sealed class Conv3D : ConvolutionND
{
    private Conv3D(LayerConfig config)
        : base(config, 3)
    {
    }

    public static Conv3D FromConfig(LayerConfig config) => new(config);
}
