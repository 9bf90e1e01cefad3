using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Where Keras 3 keeps a layer's weights in a file: not by its name but by its class, numbered among its siblings (layers/conv2d, layers/conv2d_1, ...),
/// a nested network's layers below it.
/// </summary>
internal static class WeightTree
{
    /// <summary>Each layer once, the network itself first with an empty path.</summary>
    public static IEnumerable<(string Path, Layer Layer)> Of(Layer root, WeightLayout layout = WeightLayout.Keras3) => Walk(root, "", [], layout);

    /// <summary>The group that holds a network's layers.</summary>
    public static string Container(WeightLayout layout) => layout == WeightLayout.Keras3 ? "layers" : "_layer_checkpoint_dependencies";

    private static IEnumerable<(string Path, Layer Layer)> Walk(Layer layer, string path, HashSet<Layer> visited, WeightLayout layout)
    {
        if (!visited.Add(layer))
        {
            yield break;
        }

        yield return (path, layer);
        foreach (var (below, child) in Children(layer, path, layout))
        {
            foreach (var item in Walk(child, below, visited, layout))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<(string Path, Layer Layer)> Children(Layer layer, string path, WeightLayout layout)
    {
        var prefix = path.Length == 0 ? "" : path + "/";
        if (layer is not Network network)
        {
            // Keras 2 hides what is inside its attention.
            var hidden = layout != WeightLayout.Keras3 && layer is Layers.Attention.MultiHeadAttention ? "_" : "";
            return layer.SubLayers.Select(child => (prefix + hidden + child.Attribute, child.Layer));
        }

        var used = new Dictionary<string, int>();
        return network.Layers.Select(child =>
        {
            var name = NameScope.SnakeCase(child.ClassName);
            var seen = used.GetValueOrDefault(name);
            used[name] = seen + (layout == WeightLayout.Keras2Twice && child.Weights.Count > 0 ? 2 : 1);
            return ($"{prefix}{Container(layout)}/{(seen == 0 ? name : $"{name}_{seen}")}", child);
        });
    }
}
