using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>What Keras itself can't do with a file that is written as Keras writes it.</summary>
public static class KerasNotices
{
    /// <param name="path">The file's name; its ending says the format.</param>
    /// <param name="tokenizer">The model's; null for none.</param>
    /// <returns>Sentences, perhaps none.</returns>
    public static IEnumerable<string> Of(Network network, string path, ITokenizer? tokenizer = null)
    {
        var isKeras = path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase);
        if (tokenizer is not null && !isKeras && !path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"The model was written without its tokenizer ({tokenizer.Kind}). A .keras file keeps it, and an .onnx file in its metadata.";
        }
        if (!isKeras && (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)))
        {
            yield break;
        }
        var layers = network.WithInside().ToList();
        if (!isKeras && layers.Find(layer => layer.IsOperation) is { } operation)
        {
            yield return $"Keras can't read this model back from an .h5 file, not even its own: it has operations between its layers ('{operation.Name}', {operation.ClassName}). Write a .keras file for Keras.";
        }
        foreach (var (layer, why) in layers.Select(layer => (layer, Why(layer))).Where(pair => pair.Item2 is not null).DistinctBy(pair => pair.layer.ClassName))
        {
            yield return $"Keras {why} ('{layer.Name}'). For Keras, leave it out of the model and apply it to the data: `data.map(lambda x, y: (layer(x, training=True), y))`.";
        }
    }

    private static string? Why(Layer layer) =>
        layer switch
        {
            Equalization => "can't build the layer Equalization inside a model",
            RandomShear => "can't read the layer RandomShear back from a file",
            _ => null,
        };
}
