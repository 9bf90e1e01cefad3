using System.Text.RegularExpressions;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts.Networks;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>What a person wants to know of a network of texts before anything is trained on it.</summary>
/// <param name="Kind"><c>bert</c>, <c>distilbert</c> (without token types), <c>electra</c> (with projected embeddings); of a bag of words its tokenizer's kind.</param>
/// <param name="Layers">Encoder layers; 0 for a bag of words.</param>
/// <param name="Vocabulary">Numbers that its tokenizer may give; 0 without one.</param>
/// <param name="Tokenizer">The tokenizer's kind; null where the file holds none.</param>
/// <param name="MaxLength">Tokens that it tells the places of; null for any number.</param>
public sealed partial record TextNetwork(string Kind, int Layers, int Vocabulary, string? Tokenizer, int? MaxLength)
{
    /// <summary>Null where a network takes anything else than tokens.</summary>
    public static TextNetwork? Of(LoadedModel model)
    {
        var network = model.Network;
        if (!TokenEncoding.Fits(network))
        {
            return null;
        }
        string[] names = [.. network.WithInside().Select(layer => layer.Name)];
        var layers = names.Count(name => Attention().IsMatch(name));
        var kind =
            layers == 0 ? model.Tokenizer?.Kind ?? "other"
            : names.Contains(Bert.EmbeddingsProjection) ? "electra"
            : network.Inputs.Any(input => input.Layer.Name == TextInputs.SegmentIds) ? "bert"
            : "distilbert";
        return new(kind, layers, model.Tokenizer?.VocabularySize ?? 0, model.Tokenizer?.Kind, TokenEncoding.Positions(network));
    }

    [GeneratedRegex("^transformer_layer_[0-9]+_self_attention$")]
    private static partial Regex Attention();
}
