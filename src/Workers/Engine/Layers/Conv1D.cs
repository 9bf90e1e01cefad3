namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Convolution over steps, (N, T, C) to (N, T', filters); "causal" never looks ahead (https://keras.io/api/layers/convolution_layers/convolution1d/).</summary>
public sealed class Conv1D : ConvolutionND
{
    private Conv1D(LayerConfig config)
        : base(config, 1)
    {
    }

    public static Conv1D FromConfig(LayerConfig config) => new(config);
}
