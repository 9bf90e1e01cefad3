using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.SafeTensors;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.HuggingFace;

/// <summary>Opens a model as Hugging Face publishes it (https://huggingface.co/docs/transformers/model_doc/bert): BERT and its kin, weights as
/// safetensors.</summary>
internal static class HuggingFaceModel
{
    private const long LargestConfig = 4 << 20;
    private const string Tensors = "model.safetensors";

    /// <exception cref="RefusedException">A file is missing or damaged, or the architecture is not read.</exception>
    public static LoadedModel Load(HuggingFaceFiles files)
    {
        var json = ModelFile.ParseJson(
            Encoding.UTF8.GetString(files.Read("config.json", LargestConfig).Span),
            new("formats.json.member", ("name", "config.json"))
        );
        var (names, options) = HuggingFaceConfig.Read(json);
        if (!files.Has(Tensors))
        {
            throw new RefusedException(new Refusal("formats.huggingFace.noWeights", ("name", files.Name), ("received", Instead(files))));
        }

        using var tensors = files.OpenTensors(Tensors);
        var network = Read(tensors, names, options);
        return new LoadedModel(network, null, null);
    }

    private static Network Read(SafeTensorFile file, HuggingFaceNames names, BertOptions options)
    {
        var words = file.Entries.Where(entry => entry.Name.EndsWith(HuggingFaceNames.Words, StringComparison.Ordinal)).MinBy(entry => entry.Name.Length);
        var prefix = words is null ? "" : words.Name[..^HuggingFaceNames.Words.Length];
        var entries = file.Entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Name[prefix.Length..]);
        var network = Bert.Build(options with { Pooler = options.Pooler && entries.ContainsKey(HuggingFaceNames.Pooler) });
        try
        {
            foreach (var (entry, weight) in Match(network, entries, names))
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                var tensor = file.Read(entry);
                weight.Assign(weight.Name == "kernel" ? tensor.t().reshape(weight.Shape) : tensor.reshape(weight.Shape));
            }
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return network;
    }

    // All by names and shapes, before the first weight takes memory.
    private static List<(SafeTensorEntry Entry, Variable Weight)> Match(Network network, Dictionary<string, SafeTensorEntry> entries, HuggingFaceNames names)
    {
        var matched = new List<(SafeTensorEntry, Variable)>();
        var used = new HashSet<string>();
        foreach (var weight in network.Weights)
        {
            var known = names.Of(weight.Path);
            var name =
                known.FirstOrDefault(entries.ContainsKey)
                ?? throw new RefusedException(new Refusal("formats.huggingFace.tensorMissing", ("tensor", known[0]), ("weight", weight.Path)));
            var entry = entries[name];
            var shape = ShapeOf(weight);
            if (!entry.Shape.SequenceEqual(shape))
            {
                throw new RefusedException(
                    new Refusal(
                        "formats.huggingFace.tensorShape",
                        ("tensor", entry.Name),
                        ("expected", string.Join(", ", shape)),
                        ("received", string.Join(", ", entry.Shape))
                    )
                );
            }

            used.Add(name);
            matched.Add((entry, weight));
        }

        return entries.Keys.Where(names.IsOfEncoder).Except(used).Order(StringComparer.Ordinal).FirstOrDefault() is { } surplus
            ? throw new RefusedException(new Refusal("formats.huggingFace.tensorSurplus", ("tensor", entries[surplus].Name)))
            : matched;
    }

    /// <summary>As PyTorch keeps it: a product's matrix is (out, in), the heads of an attention lie side by side.</summary>
    private static long[] ShapeOf(Variable weight)
    {
        if (weight.Name != "kernel")
        {
            return weight.Name == "bias" ? [weight.Count] : weight.Shape;
        }

        var inputs =
            weight.Shape.Length == 3 && weight.Path.Contains("attention_output", StringComparison.Ordinal)
                ? weight.Shape[0] * weight.Shape[1]
                : weight.Shape[0];
        return [weight.Count / inputs, inputs];
    }

    private static Refusal Instead(HuggingFaceFiles files)
    {
        string[] others = ["model.safetensors.index.json", "pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"];
        return others.FirstOrDefault(files.Has) switch
        {
            "model.safetensors.index.json" => new("formats.huggingFace.sharded"),
            { } other => new("formats.huggingFace.otherWeights", ("file", other)),
            null => new("formats.huggingFace.noFile"),
        };
    }
}
