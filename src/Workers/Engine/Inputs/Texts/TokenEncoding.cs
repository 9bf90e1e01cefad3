using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>How texts become a network's inputs: the same in training and in serving.</summary>
/// <param name="Tokenizer">The network's own.</param>
/// <param name="Inputs">The network's, by name and in order: <c>token_ids</c>, <c>padding_mask</c>, <c>segment_ids</c>.</param>
/// <param name="MaxLength">Most tokens of a text; null for all.</param>
public sealed record TokenEncoding(ITokenizer Tokenizer, IReadOnlyList<string> Inputs, int? MaxLength)
{
    /// <summary>The encoding of a network that is given by its inputs' names.</summary>
    /// <exception cref="RefusedException">It takes anything else than tokens.</exception>
    public static TokenEncoding Of(Network network, ITokenizer tokenizer, int? maxLength)
    {
        string[] names = [.. network.Inputs.Select(input => input.Layer.Name)];
        return Fits(network)
            ? new(tokenizer, names, maxLength)
            : throw new RefusedException(
                new Refusal(
                    "texts.network.inputs",
                    ("expected", $"{TextInputs.TokenIds}, {TextInputs.PaddingMask}, {TextInputs.SegmentIds}"),
                    ("received", string.Join(", ", names))
                )
            );
    }

    /// <summary>Whether a network takes tokens, and nothing else.</summary>
    public static bool Fits(Network network) =>
        network.Inputs.Any(input => input.Layer.Name == TextInputs.TokenIds)
        && network.Inputs.All(input => input.Layer.Name is TextInputs.TokenIds or TextInputs.PaddingMask or TextInputs.SegmentIds);

    /// <summary>How many tokens a network tells the places of; null where places are not told.</summary>
    public static int? Positions(Network network) => network.WithInside().OfType<PositionEmbedding>().Select(layer => (int?)layer.SequenceLength).Min();

    public TokenizedText Tokenize(string text) => Tokenizer.Tokenize(text, maxLength: MaxLength);

    /// <summary>Texts of different lengths as the network's inputs, int32 [n, longest] each, padded at their ends. They belong to the caller's dispose
    /// scope.</summary>
    /// <param name="length">Tokens of each row; null for those of the longest.</param>
    public IReadOnlyList<Tensor> ToTensors(IReadOnlyList<TokenizedText> texts, int? length = null)
    {
        var longest = length ?? texts.Max(text => text.Ids.Count);
        return
        [
            .. Inputs.Select(name =>
                Filled(
                    texts,
                    longest,
                    name switch
                    {
                        TextInputs.TokenIds => text => text.Ids,
                        TextInputs.SegmentIds => text => text.Types,
                        _ => text => [.. Enumerable.Repeat(1, text.Ids.Count)],
                    },
                    name == TextInputs.TokenIds ? Tokenizer.PadId : 0
                )
            ),
        ];
    }

    private static Tensor Filled(IReadOnlyList<TokenizedText> texts, int longest, Func<TokenizedText, IReadOnlyList<int>> row, int padding)
    {
        var numbers = new int[texts.Count * longest];
        Array.Fill(numbers, padding);
        for (var i = 0; i < texts.Count; i++)
        {
            var given = row(texts[i]);
            for (var j = 0; j < given.Count; j++)
            {
                numbers[(i * longest) + j] = given[j];
            }
        }
        return tensor(numbers, [texts.Count, longest]);
    }
}
