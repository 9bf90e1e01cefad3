using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Memory;
using PureHDF;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Keras 3's weight file (.weights.h5, and model.weights.h5 inside .keras): groups by class, vars/0, vars/1, ...</summary>
public static class KerasWeightFile
{
    /// <summary>Reads a .weights.h5 into a network of the same structure.</summary>
    /// <exception cref="RefusedException">The file is damaged, or does not fit the network; the layer is named.</exception>
    public static void Load(Network network, string path) =>
        HdfFile.Read(
            ModelFile.ReadAll(path),
            Path.GetFileName(path),
            file =>
            {
                Load(network, file);
                return true;
            }
        );

    /// <summary>Writes a .weights.h5; with the optimiser's state where one is given, as Keras does for a compiled model.</summary>
    public static void Save(Network network, string path, OptimizerState? optimizer = null) =>
        ModelFile.WriteDurably(path, network, optimizer, stream => Build(network, optimizer).Write(stream));

    /// <summary>True if the file is laid out as Keras 3 does.</summary>
    internal static bool Fits(HdfFile file) =>
        Groups(file) is var groups && (Holds(file, groups, WeightLayout.Keras3) || Holds(file, groups, WeightLayout.Keras2));

    /// <returns>How the file numbers its layers.</returns>
    internal static WeightLayout Load(Network network, HdfFile file)
    {
        var groups = Groups(file);
        var known = new HashSet<string>();
        var layout = LayoutOf(network, file, groups);
        foreach (var (path, layer) in WeightTree.Of(network, layout))
        {
            known.Add(path);
            if (layer is Network)
            {
                continue;
            }

            var weights = layer.OwnWeights;
            var vars = Find(file.Root, path + "/vars", groups);
            if (layer is IFileState state)
            {
                foreach (var name in state.VariableNames)
                {
                    state.LoadVariable(
                        name,
                        vars?.Dataset(name)?.Floats()
                            ?? throw new RefusedException(
                                new Refusal("formats.weights.groupMissing", ("layer", layer.Name), ("class", layer.ClassName), ("weight", name), ("path", path))
                            )
                    );
                }

                continue;
            }

            // Layers that draw keep the state of their generator there in Keras 2.
            var held = layout == WeightLayout.Keras3 || weights.Count > 0 ? vars?.Names.Count() ?? 0 : 0;
            if (held != weights.Count)
            {
                throw new RefusedException(
                    new Refusal(
                        "formats.weights.countAtPath",
                        ("layer", layer.Name),
                        ("class", layer.ClassName),
                        ("expected", weights.Count),
                        ("path", path),
                        ("received", held)
                    )
                );
            }

            for (var i = 0; i < weights.Count; i++)
            {
                Assign(
                    weights[i],
                    vars!.Dataset(i.ToString())
                        ?? throw new RefusedException(
                            new Refusal(
                                "formats.weights.missingAtPath",
                                ("layer", layer.Name),
                                ("class", layer.ClassName),
                                ("weight", weights[i].Name),
                                ("path", path),
                                ("index", i)
                            )
                        )
                );
            }
        }

        RefuseStrangers(file.Root, "", known, groups, WeightTree.Container(layout));
        return layout;
    }

    private static WeightLayout LayoutOf(Network network, HdfFile file, Dictionary<string, HdfGroup> groups) =>
        Holds(file, groups, WeightLayout.Keras3) || !Holds(file, groups, WeightLayout.Keras2) ? WeightLayout.Keras3
        : WeightTree.Of(network, WeightLayout.Keras2Twice).All(item => item.Layer.OwnWeights.Count == 0 || Find(file.Root, item.Path, groups) is not null)
            ? WeightLayout.Keras2Twice
        : WeightLayout.Keras2;

    private static bool Holds(HdfFile file, Dictionary<string, HdfGroup> groups, WeightLayout layout) =>
        WeightTree.Container(layout) is var container
        && (file.Root.Has(container) || groups.Keys.Any(path => path.StartsWith(container + "/", StringComparison.Ordinal)));

    // On Windows some versions of Keras joined the parts of a path by backslashes: one name in the file's root.
    private static Dictionary<string, HdfGroup> Groups(HdfFile file)
    {
        var groups = new Dictionary<string, HdfGroup>();
        foreach (var name in file.Root.Names.Where(name => name.Contains('\\', StringComparison.Ordinal)))
        {
            if (file.Root.Group(name) is { } group && !groups.TryAdd(name.Replace('\\', '/'), group))
            {
                throw new RefusedException(new Refusal("formats.weights.groupTwice", ("file", file.Source), ("group", name)));
            }
        }

        return groups;
    }

    internal static OptimizerState? LoadOptimizer(HdfFile file)
    {
        if (file.Root.Group("optimizer")?.Group("vars") is not { } vars)
        {
            return null;
        }

        var count = vars.Names.Count();
        var values = new List<(string, Tensor)>();
        for (var i = 0; i < count; i++)
        {
            values.Add(
                (
                    "",
                    ToTensor(
                        vars.Dataset(i.ToString())
                            ?? throw new RefusedException(new Refusal("formats.optimizer.variableMissing", ("index", i), ("count", count)))
                    )
                )
            );
        }

        return new OptimizerState(vars.Text("name") ?? "", values);
    }

    internal static Tensor ToTensor(HdfDataset dataset)
    {
        using var scope = NewDisposeScope();
        var value = dataset.IsInteger ? tensor(dataset.Longs(), dataset.Shape) : tensor(dataset.Floats(), dataset.Shape);
        return value.DetachFromDisposeScope();
    }

    internal static void Assign(Variable weight, HdfDataset dataset)
    {
        if (!dataset.Shape.AsSpan().SequenceEqual(weight.Shape))
        {
            throw new RefusedException(
                new Refusal(
                    "formats.weights.shapeAtPath",
                    ("weight", weight.Path),
                    ("expected", string.Join(", ", weight.Shape)),
                    ("received", string.Join(", ", dataset.Shape)),
                    ("path", dataset.Path)
                )
            );
        }

        weight.Assign(dataset.Floats());
    }

    /// <summary>The tree to write: every layer has a vars group with its name, also one without weights.</summary>
    internal static H5File Build(Network network, OptimizerState? optimizer)
    {
        var file = new H5File();
        foreach (var (path, layer) in WeightTree.Of(network))
        {
            H5Group at = file;
            foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                at = Child(at, part);
            }

            var vars = Child(at, "vars");
            vars.Attributes["name"] = layer.Name;
            if (layer is Network)
            {
                continue;
            }

            foreach (var (name, values) in (layer as IFileState)?.Variables ?? [])
            {
                vars[name] = new H5Dataset(values, fileDims: [(ulong)values.Length]);
            }

            var weights = layer.OwnWeights;
            for (var i = 0; i < weights.Count; i++)
            {
                vars[i.ToString()] = ToDataset(weights[i].Value);
            }
        }

        if (optimizer is not null)
        {
            var vars = Child(Child(file, "optimizer"), "vars");
            vars.Attributes["name"] = optimizer.Name;
            for (var i = 0; i < optimizer.Variables.Count; i++)
            {
                vars[i.ToString()] = ToDataset(optimizer.Variables[i].Value);
            }
        }

        return file;
    }

    /// <summary>Reads the tensor's own memory when the file is written: a copy that it needs lives as long as the dispose scope that is open now.</summary>
    internal static H5Dataset ToDataset(Tensor value)
    {
        var plain = value.detach().cpu().contiguous();
        return plain.dtype switch
        {
            ScalarType.Int64 => Make<long>(plain),
            ScalarType.Int32 => Make<int>(plain),
            ScalarType.Float64 => Make<double>(plain),
            _ => Make<float>(plain.to_type(ScalarType.Float32)),
        };
    }

    private static H5Dataset Make<T>(Tensor plain)
        where T : unmanaged
    {
        var numbers = new TensorNumbers<T>(plain).Memory;
        return plain.dim() == 0 ? new H5Dataset(numbers.Span[0]) : new H5Dataset(numbers, fileDims: [.. plain.shape.Select(dimension => (ulong)dimension)]);
    }

    private static H5Group Child(H5Group parent, string name)
    {
        if (parent.TryGetValue(name, out var child))
        {
            return (H5Group)child;
        }

        var fresh = new H5Group();
        parent[name] = fresh;
        return fresh;
    }

    private static HdfGroup? Find(HdfGroup root, string path, Dictionary<string, HdfGroup> cache)
    {
        if (path.Length == 0)
        {
            return root;
        }

        if (cache.TryGetValue(path, out var found))
        {
            return found;
        }

        var cut = path.LastIndexOf('/');
        var group = Find(root, cut < 0 ? "" : path[..cut], cache)?.Group(path[(cut + 1)..]);
        if (group is not null)
        {
            cache[path] = group;
        }

        return group;
    }

    // Weights of a layer that the network does not have are a sign that config and weights are of different models.
    private static void RefuseStrangers(HdfGroup root, string path, HashSet<string> known, Dictionary<string, HdfGroup> groups, string container)
    {
        var prefix = path.Length == 0 ? "" : path + "/";
        foreach (var name in Find(root, prefix + container, groups)?.Names ?? [])
        {
            var child = $"{prefix}{container}/{name}";
            if (container == "layers" && !known.Contains(child) && Find(root, child + "/vars", groups)?.Names.Any() == true)
            {
                throw new RefusedException(new Refusal("formats.weights.strangerLayer", ("received", child)));
            }

            if (known.Contains(child) && Find(root, $"{child}/{container}", groups) is not null)
            {
                RefuseStrangers(root, child, known, groups, container);
            }
        }
    }
}
