using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Attention;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;

namespace MlOpsDashboard.Workers.Engine.Texts.Networks;

/// <summary>
/// BERT's encoder (Devlin et al. 2018, https://arxiv.org/abs/1810.04805; https://keras.io/keras_hub/api/models/bert/bert_backbone/) in layers of Keras, named
/// after KerasHub's. Inputs: <c>token_ids</c>, <c>padding_mask</c> and, with segments, <c>segment_ids</c>, each (N, T). Outputs: <c>sequence_output</c>
/// (N, T, width) and, with a pooler, <c>pooled_output</c> (N, width), in this order.
/// </summary>
public static class Bert
{
    /// <summary>The activation that Keras writes as <c>gelu(x, approximate=True)</c>: by tanh, as BERT's authors computed it.</summary>
    public const string ApproximateGelu = "gelu_approximate";

    public const string TokenEmbedding = "token_embedding";

    public const string PositionEmbedding = "position_embedding";

    public const string SegmentEmbedding = "segment_embedding";

    public const string EmbeddingsNormalization = "embeddings_layer_norm";

    public const string EmbeddingsProjection = "embeddings_projection";

    public const string PooledDense = "pooled_dense";

    /// <summary>What the names of a layer's parts begin with.</summary>
    /// <param name="index">From 0.</param>
    public static string Layer(int index) => $"transformer_layer_{index}";

    /// <param name="name">The network's; KerasHub's by default.</param>
    public static Network Build(BertOptions options, string name = "bert_backbone")
    {
        using var names = NameScope.Join();
        var tokens = TextInputs.Create(TextInputs.TokenIds);
        var mask = TextInputs.Create(TextInputs.PaddingMask);
        var segments = options.Segments > 0 ? TextInputs.Create(TextInputs.SegmentIds) : null;
        var x = Embed(tokens, segments, options);
        for (var index = 0; index < options.Layers; index++)
        {
            x = Transform(x, mask, Layer(index), options);
        }

        KerasTensor[] inputs = segments is null ? [tokens, mask] : [tokens, mask, segments];
        KerasTensor[] outputs = options.Pooler ? [x, Pool(x, options)] : [x];
        return new Network(inputs, outputs, name);
    }

    private static KerasTensor Embed(KerasTensor tokens, KerasTensor? segments, BertOptions options)
    {
        var size = options.EmbeddingSize ?? options.Width;
        var words = new Embedding(options.VocabularySize, size, Weights(options), name: TokenEmbedding).Apply(tokens);
        var positions = new Layers.Core.PositionEmbedding(options.MaxSequenceLength, Weights(options), PositionEmbedding).Apply(words);
        var sum = new Add("embeddings_add");
        var x = segments is null
            ? sum.Apply(words, positions)
            : sum.Apply(words, positions, new Embedding(options.Segments, size, Weights(options), name: SegmentEmbedding).Apply(segments));
        x = new LayerNormalization(epsilon: options.Epsilon, name: EmbeddingsNormalization).Apply(x);
        x = new Dropout(options.Dropout, name: "embeddings_dropout").Apply(x);
        return size == options.Width ? x : new Dense(options.Width, kernelInitializer: Weights(options), name: EmbeddingsProjection).Apply(x);
    }

    private static KerasTensor Transform(KerasTensor input, KerasTensor mask, string name, BertOptions options)
    {
        var config = new JsonObject
        {
            ["name"] = $"{name}_self_attention",
            ["num_heads"] = options.Heads,
            ["key_dim"] = options.Width / options.Heads,
            ["dropout"] = options.AttentionDropout,
            ["kernel_initializer"] = Weights(options).ToJson(),
        };
        // Through text: numbers then read alike, whatever they were made of.
        var attention = MultiHeadAttention.FromConfig(new LayerConfig(nameof(MultiHeadAttention), JsonNode.Parse(config.ToJsonString())!.AsObject()));
        var keywords = new JsonObject { ["query_mask"] = null, ["value_mask"] = CallArguments.Placeholder(2) };
        var x = attention.Apply([input, input, mask], MultiHeadAttention.Arguments(keywords: keywords))[0];
        x = new Dropout(options.Dropout, name: $"{name}_self_attention_dropout").Apply(x);
        x = new Add($"{name}_self_attention_add").Apply(input, x);
        var attended = new LayerNormalization(epsilon: options.Epsilon, name: $"{name}_self_attention_layer_norm").Apply(x);
        x = Intermediate(attended, $"{name}_feedforward_intermediate_dense", options);
        x = new Dense(options.Width, kernelInitializer: Weights(options), name: $"{name}_feedforward_output_dense").Apply(x);
        x = new Dropout(options.Dropout, name: $"{name}_feedforward_dropout").Apply(x);
        x = new Add($"{name}_feedforward_add").Apply(attended, x);
        return new LayerNormalization(epsilon: options.Epsilon, name: $"{name}_feedforward_layer_norm").Apply(x);
    }

    private static KerasTensor Intermediate(KerasTensor x, string name, BertOptions options)
    {
        if (options.Activation != ApproximateGelu)
        {
            return new Dense(options.IntermediateSize, options.Activation, kernelInitializer: Weights(options), name: name).Apply(x);
        }

        x = new Dense(options.IntermediateSize, kernelInitializer: Weights(options), name: name).Apply(x);
        return OperationCalls.Of("Gelu", x, new JsonObject { ["approximate"] = true });
    }

    private static KerasTensor Pool(KerasTensor x, BertOptions options)
    {
        return new Dense(options.Width, "tanh", kernelInitializer: Weights(options), name: PooledDense).Apply(OperationCalls.FirstStep(x));
    }

    private static TruncatedNormal Weights(BertOptions options) => new(stddev: options.InitializerRange);
}
