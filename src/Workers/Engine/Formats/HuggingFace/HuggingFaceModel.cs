using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.HuggingFace;

/// <summary>Opens a model as Hugging Face publishes it (https://huggingface.co/docs/transformers/model_doc/bert): BERT and its kin, weights as
/// safetensors.</summary>
internal static class HuggingFaceModel
{
    private const long LargestJson = 64 << 20;
    private const string Tensors = "model.safetensors";

    /// <exception cref="RefusedException">A file is missing or damaged, or the architecture is not read.</exception>
    public static LoadedModel Load(HuggingFaceFiles files)
    {
        var (names, options) = HuggingFaceConfig.Read(Json(files, "config.json"));
        if (!files.Has(Tensors))
        {
            throw new RefusedException(new Refusal("formats.huggingFace.noWeights", ("name", files.Name), ("received", Instead(files))));
        }

        var tokenizer = Tokenizer(files, options);
        using var file = files.OpenTensors(Tensors);
        var network = Build(file.Entries.Select(entry => new NamedTensor(entry.Name, entry.Shape, () => file.Read(entry))), names, options);
        return new LoadedModel(network, null, null) { Tokenizer = tokenizer };
    }

    /// <summary>The encoder with these weights, whatever prefix their names have.</summary>
    /// <param name="tensors">As PyTorch calls and keeps them.</param>
    /// <exception cref="RefusedException">A weight has no tensor, a tensor no weight, or a shape differs.</exception>
    public static Network Build(IEnumerable<NamedTensor> tensors, HuggingFaceNames names, BertOptions options)
    {
        NamedTensor[] all = [.. tensors];
        var words = all.Where(tensor => tensor.Name.EndsWith(HuggingFaceNames.Words, StringComparison.Ordinal)).MinBy(tensor => tensor.Name.Length);
        var prefix = words is null ? "" : words.Name[..^HuggingFaceNames.Words.Length];
        var known = all.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(tensor => tensor.Name[prefix.Length..]);
        var network = Bert.Build(options with { Pooler = options.Pooler && known.ContainsKey(HuggingFaceNames.Pooler) });
        try
        {
            foreach (var (tensor, weight) in Match(network, known, names))
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                var value = tensor.Read();
                weight.Assign(weight.Name == "kernel" ? value.t().reshape(weight.Shape) : value.reshape(weight.Shape));
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
    private static List<(NamedTensor Tensor, Variable Weight)> Match(Network network, Dictionary<string, NamedTensor> tensors, HuggingFaceNames names)
    {
        var matched = new List<(NamedTensor, Variable)>();
        var used = new HashSet<string>();
        foreach (var weight in network.Weights)
        {
            var known = names.Of(weight.Path);
            var name =
                known.FirstOrDefault(tensors.ContainsKey)
                ?? throw new RefusedException(new Refusal("formats.huggingFace.tensorMissing", ("tensor", known[0]), ("weight", weight.Path)));
            var tensor = tensors[name];
            var shape = ShapeOf(weight);
            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw new RefusedException(
                    new Refusal(
                        "formats.huggingFace.tensorShape",
                        ("tensor", tensor.Name),
                        ("expected", string.Join(", ", shape)),
                        ("received", string.Join(", ", tensor.Shape))
                    )
                );
            }

            used.Add(name);
            matched.Add((tensor, weight));
        }

        return tensors.Keys.Where(names.IsOfEncoder).Except(used).Order(StringComparer.Ordinal).FirstOrDefault() is { } surplus
            ? throw new RefusedException(new Refusal("formats.huggingFace.tensorSurplus", ("tensor", tensors[surplus].Name)))
            : matched;
    }

    /// <summary>As PyTorch keeps it: a product's matrix is (out, in), the heads of an attention lie side by side.</summary>
    private static long[] ShapeOf(Variable weight)
    {
        if (weight.Name != "kernel")
        {
            return weight.Name == "bias" ? [weight.Count] : weight.Shape;
        }

        var joins = weight.Shape.Length == 3 && weight.Path.Contains("attention_output", StringComparison.Ordinal);
        var inputs = joins ? weight.Shape[0] * weight.Shape[1] : weight.Shape[0];
        return [weight.Count / inputs, inputs];
    }

    private static BertTokenizer? Tokenizer(HuggingFaceFiles files, BertOptions options)
    {
        var config = files.Has("tokenizer_config.json") ? Json(files, "tokenizer_config.json") : null;
        var tokenizer =
            files.Has("tokenizer.json") ? BertTokenizer.OfTokenizerJson(Json(files, "tokenizer.json"), config)
            : files.Has("vocab.txt") ? BertTokenizer.Of(Vocabulary.Read(new MemoryStream(files.Read("vocab.txt", Vocabulary.MostBytes).ToArray())), config)
            : null;
        return tokenizer is null || tokenizer.VocabularySize <= options.VocabularySize
            ? tokenizer
            : throw new RefusedException(
                new Refusal("formats.huggingFace.vocabulary", ("most", options.VocabularySize), ("received", tokenizer.VocabularySize))
            );
    }

    private static JsonObject Json(HuggingFaceFiles files, string name) =>
        ModelFile.ParseJson(Encoding.UTF8.GetString(files.Read(name, LargestJson).Span), new("formats.json.member", ("name", name)));

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
