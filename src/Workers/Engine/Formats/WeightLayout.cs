namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>How a weight file numbers the layers of a class.</summary>
internal enum WeightLayout
{
    /// <summary>layers/conv2d, layers/conv2d_1, ...</summary>
    Keras3,

    /// <summary>_layer_checkpoint_dependencies/conv2d, conv2d_1, ...</summary>
    Keras2,

    /// <summary>The same of TensorFlow 2.12, which counts a layer that has weights twice: conv2d, conv2d_2, ...</summary>
    Keras2Twice,
}
