namespace MlOpsDashboard.Workers.Engine.Formats.HuggingFace;

/// <summary>How an architecture of Hugging Face's transformers calls the weights of a <see cref="Bert"/> network.</summary>
/// <param name="Layer">What the names of a transformer layer's tensors begin with; its number follows.</param>
/// <param name="Parts">Of a layer, by ours.</param>
internal sealed record HuggingFaceNames(string Layer, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>What every name of an encoder's tensor stands before: the tensor that tells with which prefix a file calls them.</summary>
    public const string Words = "embeddings.word_embeddings.weight";

    /// <summary>The tensor whose presence says that there is a pooler.</summary>
    public const string Pooler = "pooler.dense.weight";

    private static readonly Dictionary<string, string> Single = new()
    {
        [Texts.Networks.Bert.TokenEmbedding] = "embeddings.word_embeddings",
        [Texts.Networks.Bert.PositionEmbedding] = "embeddings.position_embeddings",
        [Texts.Networks.Bert.SegmentEmbedding] = "embeddings.token_type_embeddings",
        [Texts.Networks.Bert.EmbeddingsNormalization] = "embeddings.LayerNorm",
        [Texts.Networks.Bert.EmbeddingsProjection] = "embeddings_project",
        [Texts.Networks.Bert.PooledDense] = "pooler.dense",
    };

    public static readonly HuggingFaceNames Bert = new(
        "encoder.layer.",
        new Dictionary<string, string>
        {
            ["self_attention/query"] = "attention.self.query",
            ["self_attention/key"] = "attention.self.key",
            ["self_attention/value"] = "attention.self.value",
            ["self_attention/attention_output"] = "attention.output.dense",
            ["self_attention_layer_norm"] = "attention.output.LayerNorm",
            ["feedforward_intermediate_dense"] = "intermediate.dense",
            ["feedforward_output_dense"] = "output.dense",
            ["feedforward_layer_norm"] = "output.LayerNorm",
        }
    );

    public static readonly HuggingFaceNames Electra = Bert;

    public static readonly HuggingFaceNames DistilBert = new(
        "transformer.layer.",
        new Dictionary<string, string>
        {
            ["self_attention/query"] = "attention.q_lin",
            ["self_attention/key"] = "attention.k_lin",
            ["self_attention/value"] = "attention.v_lin",
            ["self_attention/attention_output"] = "attention.out_lin",
            ["self_attention_layer_norm"] = "sa_layer_norm",
            ["feedforward_intermediate_dense"] = "ffn.lin1",
            ["feedforward_output_dense"] = "ffn.lin2",
            ["feedforward_layer_norm"] = "output_layer_norm",
        }
    );

    /// <summary>The names that a file may call a weight, without prefix, the usual one first: older files call a normalisation's gamma and beta so.</summary>
    /// <param name="path">Ours: <c>transformer_layer_0_self_attention/query/kernel</c>.</param>
    public IReadOnlyList<string> Of(string path)
    {
        var slash = path.LastIndexOf('/');
        var (owner, weight) = (Owner(path[..slash]), path[(slash + 1)..]);
        return weight switch
        {
            "gamma" => [owner + ".weight", owner + ".gamma"],
            "beta" => [owner + ".bias", owner + ".beta"],
            "bias" => [owner + ".bias"],
            _ => [owner + ".weight"],
        };
    }

    /// <summary>Whether a tensor, without prefix, is the encoder's: one that is but has no weight does not fit the config.</summary>
    public bool IsOfEncoder(string name) =>
        (name.StartsWith("embeddings", StringComparison.Ordinal) || name.StartsWith(Layer, StringComparison.Ordinal))
        && !name.EndsWith("position_ids", StringComparison.Ordinal)
        && !name.EndsWith("token_type_ids", StringComparison.Ordinal);

    private string Owner(string layer)
    {
        if (Single.TryGetValue(layer, out var name))
        {
            return name;
        }

        // transformer_layer_7_self_attention/query
        var rest = layer["transformer_layer_".Length..];
        var end = rest.IndexOf('_');
        return $"{Layer}{rest[..end]}.{Parts[rest[(end + 1)..]]}";
    }
}
