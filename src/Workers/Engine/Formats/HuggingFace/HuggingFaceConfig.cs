using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Texts.Networks;

namespace MlOpsDashboard.Workers.Engine.Formats.HuggingFace;

/// <summary>Reads a config.json: which architecture, and its sizes.</summary>
internal sealed class HuggingFaceConfig
{
    // Far above any published model; below them a graph of layers is built before the weights are looked at.
    private const int MostLayers = 256;
    private const int Widest = 1 << 16;
    private const int MostTokens = 1 << 24;

    private static readonly Dictionary<string, string> Activations = new()
    {
        ["gelu"] = "gelu",
        ["gelu_python"] = "gelu",
        ["gelu_new"] = Bert.ApproximateGelu,
        ["gelu_fast"] = Bert.ApproximateGelu,
        ["gelu_pytorch_tanh"] = Bert.ApproximateGelu,
        ["relu"] = "relu",
        ["silu"] = "silu",
        ["swish"] = "silu",
        ["tanh"] = "tanh",
        ["mish"] = "mish",
    };

    private readonly JsonObject json;

    private HuggingFaceConfig(JsonObject json) => this.json = json;

    /// <param name="json">The file's content.</param>
    /// <exception cref="RefusedException">An architecture that is not read, or a value that does not fit.</exception>
    public static (HuggingFaceNames Names, BertOptions Options) Read(JsonObject json)
    {
        var config = new HuggingFaceConfig(json);
        var type = (string?)(json["model_type"] as JsonValue is { } value && value.TryGetValue<string>(out var text) ? text : null);
        return type switch
        {
            "bert" => (HuggingFaceNames.Bert, config.OfBert()),
            "electra" => (HuggingFaceNames.Electra, config.OfBert() with { EmbeddingSize = config.Whole("embedding_size", Widest, 128), Pooler = false }),
            "distilbert" => (HuggingFaceNames.DistilBert, config.OfDistilBert()),
            _ => throw new RefusedException(new Refusal("formats.huggingFace.modelType", ("known", "bert, distilbert, electra"), ("received", type ?? "null"))),
        };
    }

    private BertOptions OfBert()
    {
        if (Flag("is_decoder") || Flag("add_cross_attention"))
        {
            throw Refuse("is_decoder", new("formats.huggingFace.false"));
        }

        if (json["position_embedding_type"] is { } positions && Text("position_embedding_type") != "absolute")
        {
            throw Refuse("position_embedding_type", new("formats.huggingFace.word", ("word", "absolute")));
        }

        return Checked(
            "hidden_size",
            "num_attention_heads",
            new BertOptions(
                Whole("vocab_size", MostTokens),
                Whole("num_hidden_layers", MostLayers),
                Whole("num_attention_heads", Widest),
                Whole("hidden_size", Widest),
                Whole("intermediate_size", Widest)
            )
            {
                MaxSequenceLength = Whole("max_position_embeddings", MostTokens, 512),
                Segments = Whole("type_vocab_size", Widest, 2, least: 0),
                Activation = ActivationOf("hidden_act"),
                Epsilon = Number("layer_norm_eps", 1e-12, 0.1),
                Dropout = Number("hidden_dropout_prob", 0.1, 0.999),
                AttentionDropout = Number("attention_probs_dropout_prob", 0.1, 0.999),
                InitializerRange = Number("initializer_range", 0.02, 10),
            }
        );
    }

    private BertOptions OfDistilBert() =>
        Checked(
            "dim",
            "n_heads",
            new BertOptions(
                Whole("vocab_size", MostTokens),
                Whole("n_layers", MostLayers),
                Whole("n_heads", Widest),
                Whole("dim", Widest),
                Whole("hidden_dim", Widest)
            )
            {
                MaxSequenceLength = Whole("max_position_embeddings", MostTokens, 512),
                Segments = 0,
                Activation = ActivationOf("activation"),
                Dropout = Number("dropout", 0.1, 0.999),
                AttentionDropout = Number("attention_dropout", 0.1, 0.999),
                InitializerRange = Number("initializer_range", 0.02, 10),
                Pooler = false,
            }
        );

    private BertOptions Checked(string width, string heads, BertOptions options) =>
        options.Width % options.Heads == 0
            ? options
            : throw Refuse(heads, new("formats.huggingFace.divides", ("key", width), ("number", options.Width.ToString())));

    private string ActivationOf(string key) =>
        Activations.GetValueOrDefault(json[key] is null ? "gelu" : Text(key) ?? "")
        ?? throw Refuse(key, new("formats.huggingFace.oneOf", ("known", string.Join(", ", Activations.Keys))));

    private string? Text(string key) => json[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private bool Flag(string key) => json[key] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private int Whole(string key, int most, int? fallback = null, int least = 1) =>
        json[key] is null && fallback is { } number ? number
        : json[key] is JsonValue value && value.TryGetValue<int>(out var given) && given >= least && given <= most ? given
        : throw Refuse(key, new("formats.huggingFace.whole", ("least", least), ("most", most)));

    private double Number(string key, double fallback, double most) =>
        json[key] is null ? fallback
        : json[key] is JsonValue value && value.TryGetValue<double>(out var given) && given >= 0 && given <= most ? given
        : throw Refuse(key, new("formats.huggingFace.number", ("most", most)));

    private RefusedException Refuse(string key, Refusal expected) =>
        new(
            new Refusal(
                "formats.huggingFace.setting",
                ("key", key),
                ("expected", expected),
                ("received", Layers.Operations.Constants.Short(json[key]?.ToJsonString() ?? "null"))
            )
        );
}
