namespace MlOpsDashboard.Workers.Engine.Texts.Networks;

/// <summary>Sizes and settings of a <see cref="Bert"/> encoder; the defaults are those of the first BERT.</summary>
/// <param name="VocabularySize">Rows of the token embedding.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Of each attention; they share the width.</param>
/// <param name="Width">Numbers a token, <c>hidden_size</c>.</param>
/// <param name="IntermediateSize">Between the two products of a feed-forward part.</param>
public sealed record BertOptions(int VocabularySize, int Layers, int Heads, int Width, int IntermediateSize)
{
    /// <summary>Positions: most tokens of a text.</summary>
    public int MaxSequenceLength { get; init; } = 512;

    /// <summary>Kinds of tokens, which ask for the input <c>segment_ids</c>; 0: no such input (DistilBERT).</summary>
    public int Segments { get; init; } = 2;

    /// <summary>Numbers a token before the first layer, brought to the width by a product of its own (ELECTRA); null: the width itself.</summary>
    public int? EmbeddingSize { get; init; }

    /// <summary>A name of Keras, or <see cref="Bert.ApproximateGelu"/>.</summary>
    public string Activation { get; init; } = "gelu";

    /// <summary>Of every LayerNormalization.</summary>
    public double Epsilon { get; init; } = 1e-12;

    /// <summary>Share that training drops behind the embeddings and behind both parts of a layer.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Share that training drops of the attention's weights.</summary>
    public double AttentionDropout { get; init; } = 0.1;

    /// <summary>Whether the output <c>pooled_output</c> is there: tanh of a product of the first token.</summary>
    public bool Pooler { get; init; } = true;

    /// <summary>Deviation of the truncated normal that new weights are drawn from.</summary>
    public double InitializerRange { get; init; } = 0.02;
}
