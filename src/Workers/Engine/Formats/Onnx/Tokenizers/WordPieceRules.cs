using System.Text;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;

/// <summary>In what the two tokenizers of BERT differ behind their tables of characters.</summary>
/// <param name="Special">Found in texts as they are given.</param>
/// <param name="Prefix">Of a token within a word.</param>
/// <param name="LongestWord">A word of a larger size is unknown.</param>
/// <param name="SizeOf">What a code point adds to it.</param>
internal sealed record WordPieceRules(
    Vocabulary Vocabulary,
    IReadOnlyList<AddedToken> Special,
    string Prefix,
    int LongestWord,
    Func<int, int> SizeOf,
    int UnknownId,
    int ClassId,
    int SeparatorId,
    int PadId
)
{
    public static WordPieceRules Of(ITokenizer tokenizer)
    {
        var vocabulary = new Vocabulary(tokenizer.Vocabulary!);
        return tokenizer is BertTokenizer { Options: var options } bert
            ? new(
                vocabulary,
                SpecialTokens.Of(bert)!,
                options.Prefix,
                options.MaxWordLength,
                _ => 1,
                vocabulary.Require(options.UnknownToken),
                vocabulary.Require(options.ClassToken),
                vocabulary.Require(options.SeparatorToken),
                bert.PadId
            )
            : new(
                vocabulary,
                [],
                "##",
                TensorFlowBertTokenizer.MostBytes,
                point => new Rune(point).Utf8SequenceLength,
                vocabulary.Require(TensorFlowBertTokenizer.UnknownToken),
                vocabulary.Require(TensorFlowBertTokenizer.ClassToken),
                vocabulary.Require(TensorFlowBertTokenizer.SeparatorToken),
                tokenizer.PadId
            );
    }
}
