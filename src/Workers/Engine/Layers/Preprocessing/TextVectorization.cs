using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>
/// Texts to numbers of words: put into a standard form, cut into words, looked up; (N,) or (N, 1) to (N, length), or to (N, places) by output mode
/// (https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/). 0 fills up, 1 is a word that is not in the vocabulary.
/// </summary>
public sealed class TextVectorization : Layer, IFileState
{
    private readonly StringLookup lookup;
    private readonly TextSplitter splitter;
    private readonly JsonNode? ngrams;
    private readonly int? length;
    private readonly string mode;
    private readonly JsonObject inner;

    private TextVectorization(LayerConfig config)
        : base(config.Name, config.DType)
    {
        (length, mode) = (
            config.OptionalInt("output_sequence_length"),
            config.Choice("output_mode", "int", "int", "multi_hot", "count", "tf_idf", "binary", "tf-idf")
        );
        mode = mode switch
        {
            "binary" => "multi_hot",
            "tf-idf" => "tf_idf",
            _ => mode,
        };
        ngrams = config.Node("ngrams")?.DeepClone();
        splitter = new TextSplitter(
            Named(config, "standardize", "lower", "strip_punctuation", "lower_and_strip_punctuation"),
            Named(config, "split", "whitespace", "character"),
            ngrams is null ? null
                : ngrams is JsonValue ? [.. Enumerable.Range(1, config.Int("ngrams"))]
                : config.Ints("ngrams")
        );
        if ((mode != "int" && length is not null) || length is < 1 || splitter.Ngrams?.Any(size => size < 1) == true)
        {
            throw Refuse(
                new("layer.expected.vectorization"),
                new Refusal("layer.received.vectorization", ("length", length.ToString()), ("mode", mode), ("ngrams", ngrams?.ToJsonString() ?? "null"))
            );
        }

        if (config.Bool("ragged", false))
        {
            throw config.Refuse("ragged", new("layer.setting.dense"));
        }

        config.Choice("encoding", "utf-8", "utf-8");
        inner = new JsonObject
        {
            ["name"] = "string_lookup",
            ["mask_token"] = "",
            ["output_mode"] = mode,
        };
        foreach (var key in (string[])["max_tokens", "vocabulary", "idf_weights", "pad_to_max_tokens", "sparse", "vocabulary_size"])
        {
            inner[key] = config.Node(key)?.DeepClone();
        }

        // A refusal of the vocabulary names this layer, the one that stands in the file.
        lookup = StringLookup.FromConfig(new LayerConfig(config.ClassName, Renamed(inner, config.Name)));
        lookup.Name = "string_lookup";
    }

    private IFileState State => lookup;

    internal override bool AcceptsText => true;

    public override bool WritesBuildConfig => true;

    internal override IEnumerable<(string Attribute, Layer Layer)> SubLayers => [("_lookup_layer", lookup)];

    protected override bool CastsInputs => false;

    IEnumerable<(string Name, float[] Values)> IFileState.Variables => State.Variables;

    IEnumerable<string> IFileState.VariableNames => State.VariableNames;

    string? IFileState.Asset => State.Asset;

    bool IFileState.NeedsAsset => State.NeedsAsset;

    public static TextVectorization FromConfig(LayerConfig config) => new(config);

    void IFileState.LoadVariable(string name, float[] values) => State.LoadVariable(name, values);

    void IFileState.LoadAsset(string text) => State.LoadAsset(text);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0];
        if (input.Rank is not (1 or 2) || (input.Rank == 2 && input[1] != 1 && splitter.Split is not null))
        {
            throw Refuse(new("layer.expected.shapeOfTexts"), input);
        }

        return mode == "int" ? TensorShape.Of(input[0], length) : lookup.ComputeOutputShape([TensorShape.Of(input[0], null)]);
    }

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) =>
        inputs[0].DType == "string"
            ? mode == "int"
                ? "int64"
                : "float32"
            : throw Refuse(new("layer.expected.text"), inputs[0].DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var texts = TextTensor.Read(inputs[0]);
        var samples = (int)inputs[0].shape[0];
        string[][] rows = [.. texts.Chunk(Math.Max(1, texts.Length / Math.Max(1, samples))).Select(row => (string[])[.. row.SelectMany(splitter.Words)])];
        var width = mode == "int" && length is { } fixedLength ? fixedLength : Math.Max(1, rows.Max(row => (int?)row.Length) ?? 1);

        // What fills up is the mask: number 0, or dropped.
        var filler = mode == "int" ? 0 : -1;
        var numbers = new long[rows.Length * width];
        numbers.AsSpan().Fill(filler);
        for (var i = 0; i < rows.Length; i++)
        {
            lookup.Lookup([.. rows[i].Take(width)]).CopyTo(numbers, i * width);
        }

        return lookup.Encode(tensor(numbers, [samples, width], ScalarType.Int64));
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["max_tokens"] = inner["max_tokens"]?.DeepClone();
        config["standardize"] = splitter.Standardize;
        config["split"] = splitter.Split;
        config["ngrams"] = ngrams?.DeepClone();
        config["output_mode"] = mode;
        config["output_sequence_length"] = length;
        config["pad_to_max_tokens"] = inner["pad_to_max_tokens"]?.DeepClone() ?? false;
        config["sparse"] = false;
        config["ragged"] = false;
        config["vocabulary"] = inner["vocabulary"]?.DeepClone();
        config["idf_weights"] = inner["idf_weights"]?.DeepClone();
        config["encoding"] = "utf-8";
        config["vocabulary_size"] = lookup.VocabularySize;
        return config;
    }

    private static string? Named(LayerConfig config, string key, params string[] known) =>
        !config.Has(key) && config.Contains(key) ? null
        : config.Node(key) is null
            ? known[^1] is "character" ? known[0]
                : known[^1]
        : config.Node(key) is JsonValue ? config.Choice(key, "", known)
        : throw config.Refuse(key, new("layer.setting.knownOrNull", ("known", string.Join(", ", known.Select(word => $"'{word}'")))));

    private static JsonObject Renamed(JsonObject config, string name)
    {
        var copy = (JsonObject)config.DeepClone();
        copy["name"] = name;
        return copy;
    }
}
