using System.Text.RegularExpressions;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Texts.Networks;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>BERT's encoder as TensorFlow Hub publishes it (<c>bert_*/4</c>): its sizes are its variables' shapes, its vocabulary an asset, whether it lowers
/// case a variable. What was added for pre-training is left out.</summary>
internal static partial class HubBertModel
{
    private const string Words = "word_embeddings/embeddings";
    private const string LowerCase = "do_lower_case";

    private static readonly Dictionary<string, string> Single = new()
    {
        [Bert.TokenEmbedding] = "word_embeddings",
        [Bert.PositionEmbedding] = "position_embedding",
        [Bert.SegmentEmbedding] = "type_embeddings",
        [Bert.EmbeddingsNormalization] = "embeddings/layer_norm",
        [Bert.PooledDense] = "pooler_transform",
    };

    private static readonly Dictionary<string, string> Parts = new()
    {
        ["self_attention/query"] = "self_attention/query",
        ["self_attention/key"] = "self_attention/key",
        ["self_attention/value"] = "self_attention/value",
        ["self_attention/attention_output"] = "self_attention/attention_output",
        ["self_attention_layer_norm"] = "self_attention_layer_norm",
        ["feedforward_intermediate_dense"] = "intermediate",
        ["feedforward_output_dense"] = "output",
        ["feedforward_layer_norm"] = "output_layer_norm",
    };

    /// <summary>Whether a folder's variables are such an encoder's; null where they are not, else its variables by name.</summary>
    public static (TensorBundle Bundle, IReadOnlyDictionary<string, BundleEntry> Names)? Find(ModelFolder folder)
    {
        if (!folder.Names.Contains("variables/variables.index"))
        {
            return null;
        }
        var bundle = new TensorBundle(folder, "variables/variables");
        var names = CheckpointNames.Read(bundle, folder.Source);
        return names.ContainsKey(Words) ? (bundle, names) : null;
    }

    /// <param name="encoder">The model's folder.</param>
    /// <param name="exactGelu">Whether the graph computes gelu by the error function; the hub's computes it by tanh.</param>
    public static LoadedModel Load(ModelFolder encoder, TensorBundle bundle, IReadOnlyDictionary<string, BundleEntry> names, bool exactGelu)
    {
        var lower = ReadLowerCase(encoder, bundle);
        Vocabulary vocabulary;
        using (var file = encoder.Open(SavedModelGraph.OnlyAsset(encoder)))
        {
            vocabulary = Vocabulary.Read(file);
        }
        var tokenizer = new TensorFlowBertTokenizer(vocabulary, lower);
        var options = Options(encoder, names) with { Activation = exactGelu ? "gelu" : Bert.ApproximateGelu };
        if (vocabulary.Count > options.VocabularySize)
        {
            throw new RefusedException(new Refusal("formats.huggingFace.vocabulary", ("most", options.VocabularySize), ("received", vocabulary.Count)));
        }
        var network = Bert.Build(options);
        try
        {
            var weights = Match(encoder, network, names);
            bundle.Read(weights.Keys, (entry, numbers) => weights[entry].Assign(numbers));
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return new LoadedModel(network, null, null) { Tokenizer = tokenizer };
    }

    private static BertOptions Options(ModelFolder folder, IReadOnlyDictionary<string, BundleEntry> names)
    {
        IReadOnlyList<long> Shape(string name, int rank) =>
            Find(folder, names, name) is { Shape: var shape } && shape.Count == rank && shape.All(size => size is > 0 and <= 1 << 24)
                ? shape
                : throw Odd(folder, name);
        var words = Shape(Words, 2);
        var query = Shape("transformer/layer_0/self_attention/query/kernel", 3);
        var layers = 0;
        while (names.ContainsKey($"transformer/layer_{layers}/self_attention/query/kernel"))
        {
            layers++;
        }
        return query[1] * query[2] == words[1]
            ? new BertOptions((int)words[0], layers, (int)query[1], (int)words[1], (int)Shape("transformer/layer_0/intermediate/kernel", 2)[1])
            {
                MaxSequenceLength = (int)Shape("position_embedding/embeddings", 2)[0],
                Segments = (int)Shape("type_embeddings/embeddings", 2)[0],
                Pooler = names.ContainsKey("pooler_transform/kernel"),
            }
            : throw Odd(folder, "transformer/layer_0/self_attention/query/kernel");
    }

    // All by names and shapes, before the first weight takes memory.
    private static Dictionary<BundleEntry, Variable> Match(ModelFolder folder, Network network, IReadOnlyDictionary<string, BundleEntry> names)
    {
        Dictionary<BundleEntry, Variable> matched = [];
        foreach (var weight in network.Weights)
        {
            var slash = weight.Path.LastIndexOf('/');
            var name = Owner(weight.Path[..slash]) + weight.Path[slash..];
            var entry = Find(folder, names, name);
            if (!entry.Is(weight.Shape))
            {
                throw Odd(folder, name);
            }
            matched.Add(entry, weight);
        }
        return matched;
    }

    private static string Owner(string layer) =>
        Single.TryGetValue(layer, out var name) ? name
        : LayerName().Match(layer) is { Success: true } match && Parts.TryGetValue(match.Groups[2].Value, out var part)
            ? $"transformer/layer_{match.Groups[1].Value}/{part}"
        : layer;

    private static BundleEntry Find(ModelFolder folder, IReadOnlyDictionary<string, BundleEntry> names, string name) =>
        names.GetValueOrDefault(name)
        ?? throw new RefusedException(new Refusal("formats.savedModel.variableMissing", ("file", folder.Source), ("variable", name)));

    private static bool ReadLowerCase(ModelFolder folder, TensorBundle bundle)
    {
        if (bundle.Find(LowerCase + "/.ATTRIBUTES/VARIABLE_VALUE") is not { NumberType: not null, Shape.Count: 0 } entry)
        {
            throw new RefusedException(new Refusal("formats.savedModel.variableMissing", ("file", folder.Source), ("variable", LowerCase)));
        }
        var lower = false;
        bundle.Read([entry], (_, number) => lower = number.item<float>() != 0);
        return lower;
    }

    private static RefusedException Odd(ModelFolder folder, string name) =>
        new(new Refusal("formats.savedModel.variableShape", ("file", folder.Source), ("variable", name)));

    // Ours.
    [GeneratedRegex("^transformer_layer_([0-9]+)_(.+)$")]
    private static partial Regex LayerName();
}
