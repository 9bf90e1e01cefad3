namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>The four ways of Keras to convolve, each of which has options of its own.</summary>
internal enum ConvolutionKind
{
    Plain,
    Transposed,
    Depthwise,
    Separable,
}
