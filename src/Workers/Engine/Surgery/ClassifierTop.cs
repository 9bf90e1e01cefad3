using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>The classifier at the end of a network, and the layer before it: where a tutorial takes <c>layers[-2]</c>.</summary>
/// <param name="Layer">The layer that makes the class scores: a Dense, or a convolution in networks that end in one.</param>
/// <param name="Activation">softmax or sigmoid.</param>
/// <param name="Features">The layer whose output the classifier reads.</param>
public sealed record ClassifierTop(Layer Layer, string Activation, Layer Features)
{
    /// <summary>
    /// Recognises a final softmax or sigmoid: within a Dense, a convolution or a nested network, or as an Activation or Softmax layer behind one (with
    /// Flatten, Reshape or pooling between,
    /// as MobileNetV3 and SqueezeNet have it). Null for a network that ends in features.
    /// </summary>
    public static ClassifierTop? Of(Network network)
    {
        if (network.FinalActivation is not ("softmax" or "sigmoid") || network.Outputs.Count != 1)
        {
            return null;
        }

        var node = network.Outputs[0].Producer;
        if (node.Layer is Layers.Activations.Activation or Softmax)
        {
            while (Before(node) is { } before && before.Layer is not InputLayer)
            {
                node = before;
                if (node.Layer is not (Flatten or Reshape or GlobalAveragePooling2D or GlobalMaxPooling2D or Dropout))
                {
                    break;
                }
            }

            // No scores right behind the pooling: the activation itself is what is left out.
            if (node.Layer is not (Dense or Conv2D or Network))
            {
                node = network.Outputs[0].Producer;
            }
        }

        return Before(node) is { Layer: not InputLayer } features ? new ClassifierTop(node.Layer, network.FinalActivation, features.Layer) : null;
    }

    private static Node? Before(Node node) => node.Inputs.Count == 1 ? node.Inputs[0].Producer : null;
}
