using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Graph;
using PureHDF;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Keras's legacy weights (.h5 with layer_names and weight_names, as Keras Applications publishes them): layers that have weights, in order. A nested network
/// counts
/// as one layer whose trainable weights come first.
/// </summary>
internal static class LegacyWeights
{
    /// <summary>The groups to write: each layer by its name, its weights by their paths below it.</summary>
    public static H5Group Build(Network network)
    {
        var root = new H5Group { Attributes = { ["backend"] = "tensorflow", ["keras_version"] = KerasFile.KerasVersion } };
        foreach (var layer in network.Layers)
        {
            Variable[] weights = [.. layer.TrainableWeights, .. layer.NonTrainableWeights];
            // A slash in a layer's name is a group in a group, as h5py has it.
            var group = Below(root, layer.Name.Split('/'));
            foreach (var weight in weights)
            {
                Add(group, weight.Path, weight.Value);
            }

            group.Attributes["weight_names"] = Texts([.. weights.Select(weight => weight.Path)]);
        }

        root["top_level_model_weights"] = new H5Group { Attributes = { ["weight_names"] = Texts([]) } };
        root.Attributes["layer_names"] = Texts([.. network.Layers.Select(layer => layer.Name)]);
        return root;
    }

    public static void Add(H5Group group, string path, Tensor value)
    {
        var parts = path.Split('/');
        Below(group, parts[..^1])[parts[^1]] = KerasWeightFile.ToDataset(value);
    }

    private static H5Group Below(H5Group group, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!group.TryGetValue(name, out var child))
            {
                group[name] = child = new H5Group();
            }

            group = (H5Group)child;
        }

        return group;
    }

    // h5py writes an empty list as an empty list of numbers.
    private static object Texts(string[] texts) => texts.Length > 0 ? texts : Array.Empty<double>();

    public static bool Fits(HdfGroup group) => group.Texts("layer_names") is not null;

    public static void Load(Network network, HdfGroup group)
    {
        var names = group.Texts("layer_names") ?? throw group.Refuse(new("formats.expected.layerNames"));
        var stored = new List<(string Name, HdfGroup Group, IReadOnlyList<string> Weights)>();
        foreach (var name in names)
        {
            var below = group.GroupAt(name) ?? throw group.Refuse(new("formats.expected.group", ("name", name)));
            // The state of a random layer's generator is no weight here.
            List<string> weights = [.. (below.Texts("weight_names") ?? []).Where(weight => !weight.Contains("StateVar", StringComparison.Ordinal))];
            if (weights.Count > 0)
            {
                stored.Add((name, below, weights));
            }
        }

        Layer[] layers = [.. network.Layers.Where(layer => layer.Weights.Count > 0)];
        if (layers.Length != stored.Count)
        {
            throw new RefusedException(
                new Refusal("formats.weights.layerCount", ("network", network.Name), ("expected", layers.Length), ("received", stored.Count))
            );
        }

        // A whole model's file calls them as its config does; published weights may call them otherwise, in the same order.
        var byName = stored.DistinctBy(entry => entry.Name).ToDictionary(entry => entry.Name);
        if (byName.Count == layers.Length && layers.All(layer => byName.ContainsKey(layer.Name)))
        {
            stored = [.. layers.Select(layer => byName[layer.Name])];
        }

        foreach (var (layer, (name, below, weightNames)) in layers.Zip(stored))
        {
            Variable[] weights = [.. layer.TrainableWeights, .. layer.NonTrainableWeights];
            if (weights.Length != weightNames.Count)
            {
                throw new RefusedException(
                    new Refusal(
                        "formats.weights.countInGroup",
                        ("layer", layer.Name),
                        ("class", layer.ClassName),
                        ("expected", weights.Length),
                        ("received", weightNames.Count),
                        ("group", name)
                    )
                );
            }

            foreach (var (weight, weightName) in weights.Zip(weightNames))
            {
                KerasWeightFile.Assign(
                    weight,
                    below.Dataset(weightName.Split('/'))
                        ?? throw new RefusedException(
                            new Refusal("formats.weights.namedMissing", ("layer", layer.Name), ("class", layer.ClassName), ("weight", weightName))
                        )
                );
            }
        }
    }
}
