using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>Reads the weights of a network from a safetensors file. Everything is checked by names and shapes before the first weight changes.</summary>
internal static class SafeTensorWeights
{
    /// <param name="map">Which tensor is which weight; null: by equal names.</param>
    /// <exception cref="RefusedException">A weight has no tensor, a tensor no weight, or a shape differs; each is named.</exception>
    public static void Load(Network network, string path, SafeTensorMap? map = null)
    {
        using var file = SafeTensorFile.Open(path);
        foreach (var (entry, weight, arrange) in Match(network, file.Entries, map ?? SafeTensorMap.Identity, Path.GetFileName(path)))
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            weight.Assign(arrange(file.Read(entry)));
        }
    }

    private static List<(SafeTensorEntry Entry, Variable Weight, Func<Tensor, Tensor> Arrange)> Match(
        Network network,
        IReadOnlyList<SafeTensorEntry> entries,
        SafeTensorMap map,
        string file
    )
    {
        var owners = Owners(network);
        var weights = new Dictionary<string, Variable>();
        foreach (var weight in network.Weights)
        {
            weights.TryAdd(weight.Path, weight);
        }

        var matched = new List<(SafeTensorEntry, Variable, Func<Tensor, Tensor>)>();
        var used = new Dictionary<string, string>();
        var surplus = new List<Refusal>();
        foreach (var entry in entries)
        {
            var target = map.Targets.TryGetValue(entry.Name, out var declared) ? declared : new SafeTensorTarget(entry.Name, null);
            if (target is null)
            {
                continue;
            }

            if (!weights.TryGetValue(target.Path, out var weight))
            {
                surplus.Add(declared is null ? Named(entry.Name) : new("formats.safetensors.mapped", ("name", entry.Name), ("path", target.Path)));
                continue;
            }

            if (!used.TryAdd(target.Path, entry.Name))
            {
                throw new RefusedException(
                    new Refusal("formats.safetensors.twoTensors", ("weight", target.Path), ("file", file), ("first", used[target.Path]), ("second", entry.Name))
                );
            }

            matched.Add((entry, weight, Arrange(entry, weight, target, map.ByTorch ? owners[weight] : null)));
        }

        if (map.Targets.FirstOrDefault(target => target.Value is not null && entries.All(entry => entry.Name != target.Key)) is { Key: { } absent })
        {
            throw new RefusedException(new Refusal("formats.safetensors.absent", ("file", file), ("tensor", absent)));
        }

        var missing = network.Weights.Where(weight => !used.ContainsKey(weight.Path)).Select(weight => Named(weight.Path)).ToList();
        if (missing.Count > 0 || surplus.Count > 0)
        {
            Refusal? none = missing.Count == 0 ? null : new("formats.safetensors.noneFor", ("names", Listed(missing))),
                noWeight = surplus.Count == 0 ? null : new("formats.safetensors.noWeightFor", ("names", Listed(surplus)));
            throw new RefusedException(
                new Refusal(
                    "formats.safetensors.unmatched",
                    ("network", network.Name),
                    ("weights", $"{network.Weights.Count}"),
                    ("file", file),
                    (
                        "received",
                        none is not null && noWeight is not null
                            ? new Refusal("formats.safetensors.both", ("first", none), ("second", noWeight))
                            : none ?? noWeight!
                    )
                )
            );
        }

        return matched;
    }

    private static Func<Tensor, Tensor> Arrange(SafeTensorEntry entry, Variable weight, SafeTensorTarget target, Layer? owner)
    {
        if (target.Order is null && owner is not null && IsDepthwise(weight, owner) && Depthwise(weight) is var lies && entry.Shape.SequenceEqual(lies.Shape))
        {
            return lies.Arrange;
        }

        var order =
            target.Order ?? (owner is null ? null : TorchOrder(weight, owner)) ?? [.. Enumerable.Range(0, weight.Shape.Length).Select(axis => (long)axis)];
        var fits = order.Length == entry.Shape.Length && order.Select(axis => entry.Shape[axis]).SequenceEqual(weight.Shape);
        return fits
            ? tensor => tensor.permute(order)
            : throw new RefusedException(
                new Refusal(
                    owner is null && target.Order is null ? "formats.safetensors.shape" : "formats.safetensors.shapeInOrder",
                    ("weight", weight.Path),
                    ("expected", string.Join(", ", weight.Shape)),
                    ("tensor", entry.Name),
                    ("received", string.Join(", ", entry.Shape))
                )
            );
    }

    /// <summary>PyTorch keeps kernels as (out, in, sizes), a transposed convolution's as (in, out, sizes): Keras's axes from behind. Everything else lies
    /// alike.</summary>
    private static long[]? TorchOrder(Variable weight, Layer owner)
    {
        var rank = weight.Shape.Length;
        if (weight.Name is not ("kernel" or "pointwise_kernel" or "recurrent_kernel") || rank < 2)
        {
            return null;
        }

        if (owner.ClassName == "EinsumDense")
        {
            throw new RefusedException(new Refusal("formats.safetensors.transpose", ("weight", weight.Path)));
        }

        return [.. Enumerable.Range(2, rank - 2).Select(axis => (long)axis), 1, 0];
    }

    private static bool IsDepthwise(Variable weight, Layer owner) =>
        weight.Name == "depthwise_kernel" || (weight.Name == "kernel" && owner.ClassName.StartsWith("DepthwiseConv", StringComparison.Ordinal));

    // (C * multiplier, 1, sizes) to (sizes, C, multiplier).
    private static (long[] Shape, Func<Tensor, Tensor> Arrange) Depthwise(Variable weight)
    {
        var sizes = weight.Shape[..^2];
        var (channels, multiplier) = (weight.Shape[^2], weight.Shape[^1]);
        long[] order = [.. Enumerable.Range(2, sizes.Length).Select(axis => (long)axis), 0, 1];
        return ([channels * multiplier, 1, .. sizes], tensor => tensor.reshape([channels, multiplier, .. sizes]).permute(order));
    }

    private static Dictionary<Variable, Layer> Owners(Layer layer)
    {
        var owners = new Dictionary<Variable, Layer>();
        foreach (var at in layer.WithInside().Reverse())
        {
            foreach (var weight in at.OwnWeights)
            {
                owners.TryAdd(weight, at);
            }
        }

        return owners;
    }

    private static Refusal Named(string name) => new("formats.safetensors.named", ("name", name));

    private static Refusal Listed(List<Refusal> names)
    {
        var first = names.Take(5).Reverse().Aggregate((others, name) => new("formats.safetensors.list", ("name", name), ("others", others)));
        return names.Count > 5 ? new("formats.safetensors.andMore", ("names", first), ("more", $"{names.Count - 5}")) : first;
    }
}
