using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Where Keras 3 keeps a layer's weights in a file: not by its name but by its class, numbered among its siblings (layers/conv2d, layers/conv2d_1, ...),
/// a nested network's layers below it.
/// </summary>
internal static class WeightTree
{
    /// <summary>Each layer once, the network itself first with an empty path.</summary>
    public static IEnumerable<(string Path, Layer Layer)> Of(Layer root) => Walk(root, "", []);

    private static IEnumerable<(string Path, Layer Layer)> Walk(Layer layer, string path, HashSet<Layer> visited)
    {
        if (!visited.Add(layer))
        {
            yield break;
        }

        yield return (path, layer);
        foreach (var (below, child) in Children(layer, path))
        {
            foreach (var item in Walk(child, below, visited))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<(string Path, Layer Layer)> Children(Layer layer, string path)
    {
        var prefix = path.Length == 0 ? "" : path + "/";
        if (layer is not Network network)
        {
            return layer.SubLayers.Select(child => (prefix + child.Attribute, child.Layer));
        }

        var used = new Dictionary<string, int>();
        return network.Layers.Select(child =>
        {
            var name = NameScope.SnakeCase(child.ClassName);
            var seen = used.GetValueOrDefault(name);
            used[name] = seen + 1;
            return ($"{prefix}layers/{(seen == 0 ? name : $"{name}_{seen}")}", child);
        });
    }
}
