using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Which layers of the backbone train in a stage, and what their BatchNormalization does.
/// </summary>
/// <param name="Unfreeze">none, all, the last N layers as <c>base_model.layers[-N:]</c>, or from a named layer on.</param>
/// <param name="BatchNormMode">
/// <c>inference</c>: the backbone runs as <c>base(x, training=False)</c> is meant: statistics fixed and its dropout off, while gamma and beta of
/// unfrozen layers train. <c>train</c>: Keras 3's fit: unfrozen ones use the batch's statistics and the backbone's dropout is on.
/// <c>frozen</c>: BatchNormalization is never unfrozen.
/// </param>
public sealed record FreezePlan(Unfreeze Unfreeze, string BatchNormMode)
{
    /// <summary>Sets every layer's flags. Ask the network for its gradients anew afterwards.</summary>
    /// <exception cref="RefusedException">More layers than there are, a layer that is not there, or nothing is left to train.</exception>
    public void Apply(TrainableModel model)
    {
        model.Network.Trainable = true;
        var layers = model.Target.Layers;
        var first = FirstTrainable(layers);
        for (var i = 0; i < layers.Count; i++)
        {
            layers[i].Trainable = i >= first;
        }
        if (first == layers.Count && model.HasHead)
        {
            // As base_model.trainable = False, which a saved file says of the backbone itself.
            model.Target.Trainable = false;
        }
        foreach (var layer in model.Target.WithInside().Skip(1))
        {
            if (layer is BatchNormalization && BatchNormMode == "frozen")
            {
                layer.Trainable = false;
            }
            // A model that is trained on as it is keeps its own dropout; a backbone called with training=False does not.
            layer.RunsInInferenceMode = BatchNormMode == "inference" && (model.HasHead || layer is BatchNormalization);
        }
        if (model.Network.TrainableWeights.Count == 0)
        {
            throw new RefusedException(new Refusal("trainer.freeze.nothingTrains", ("received", Unfreeze.ToString()), ("layers", layers.Count)));
        }
    }

    /// <summary>One character a layer: f frozen, t training, b BatchNormalization in training mode, i BatchNormalization whose gamma and beta train in
    /// inference mode.</summary>
    public static string States(TrainableModel model) =>
        string.Concat(
            model.Target.Layers.Select(layer =>
                layer.TrainableWeights.Count == 0 && !(layer.Trainable && layer.Weights.Count == 0) ? 'f'
                : BatchNormalizationOf(layer) is not { } normalization ? 't'
                : normalization.RunsInInferenceMode ? 'i'
                : 'b'
            )
        );

    /// <summary>Names of the layers with weights that train, the head's included.</summary>
    public static IReadOnlyList<string> TrainableLayers(TrainableModel model) =>
        [.. model.Network.Listed.Where(layer => layer is not Graph.Network && layer.TrainableWeights.Count > 0).Select(layer => layer.Name)];

    // The layer itself, or what a wrapper holds.
    private static BatchNormalization? BatchNormalizationOf(Layer layer) =>
        layer is Graph.Network ? null : layer as BatchNormalization ?? (layer.SubLayers.ToArray() is [var (_, only)] ? BatchNormalizationOf(only) : null);

    private int FirstTrainable(IReadOnlyList<Layer> layers)
    {
        if (Unfreeze.IsAll)
        {
            return 0;
        }
        if (Unfreeze.LastLayers is { } last)
        {
            return last <= layers.Count
                ? layers.Count - last
                : throw new RefusedException(new Refusal("trainer.freeze.tooMany", ("layers", layers.Count), ("received", last)));
        }
        if (Unfreeze.FromLayer is { } name)
        {
            var index = layers.ToList().FindIndex(layer => layer.Name == name);
            return index >= 0 ? index : throw new RefusedException(new Refusal("trainer.freeze.layerUnknown", ("received", name), ("layers", layers.Count)));
        }
        return layers.Count;
    }
}
