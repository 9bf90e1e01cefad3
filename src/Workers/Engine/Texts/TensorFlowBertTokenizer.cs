using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>BERT's tokenizer as TensorFlow Text has it, with which TensorFlow Hub's models were trained: with lower-casing a text is folded by Unicode's
/// NFKC_Casefold and loses its marks, so that full-width letters and marks are the usual ones; control characters part words; special tokens written in a text
/// are text.</summary>
/// <remarks>Of a pair that is too long, both give up tokens in turn from their ends, the second first.</remarks>
public sealed class TensorFlowBertTokenizer(Vocabulary vocabulary, bool lowerCase) : ITokenizer, ICharacterRules
{
    public const string KindName = "bert-tensorflow";

    internal const string ClassToken = "[CLS]",
        SeparatorToken = "[SEP]",
        UnknownToken = "[UNK]";

    // A word of more bytes is unknown.
    internal const int MostBytes = 100;

    private readonly WordPiece words = new(vocabulary, UnknownToken, mostBytes: MostBytes);
    private readonly int classId = vocabulary.Require(ClassToken);
    private readonly int separatorId = vocabulary.Require(SeparatorToken);

    public string Kind => KindName;

    public int VocabularySize => vocabulary.Count;

    public int Added => 2;

    public int PadId { get; } = vocabulary.Require("[PAD]");

    public IReadOnlyList<string> Vocabulary => vocabulary.Tokens;

    public bool LowerCase => lowerCase;

    public TokenizedText Tokenize(string text, string? pair = null, int? maxLength = null)
    {
        var first = Split(text);
        var second = pair is null ? null : Split(pair);
        var room = TokenLimits.Room(maxLength, pair is null ? 2 : 3);
        var ofPair = second?.Count ?? 0;
        // The first gets the odd token.
        var kept = Math.Min(first.Count, Math.Max(room - ofPair, (room / 2) + (room % 2)));
        var keptOfPair = Math.Min(ofPair, room - kept);
        var tokens = new TokenList();
        tokens.Add(ClassToken, classId);
        tokens.AddRange(first, kept, 0);
        tokens.Add(SeparatorToken, separatorId);
        if (second is not null)
        {
            tokens.AddRange(second, keptOfPair, 1);
            tokens.Add(SeparatorToken, separatorId, type: 1);
        }
        return tokens.ToText(first.Count + ofPair - kept - keptOfPair);
    }

    public JsonObject ToJson() => new() { ["kind"] = KindName, ["lowerCase"] = lowerCase };

    private TokenList Split(string text)
    {
        var folded = Fold(MappedText.Of(text));
        var tokens = new TokenList();
        var start = 0;
        for (var at = 0; at < folded.Count; at++)
        {
            var kind = KindOf(folded[at]);
            if (kind == CharacterKind.Letter)
                continue;
            words.AddWord(folded, start, at, tokens);
            if (kind == CharacterKind.Alone)
                words.AddWord(folded, at, at + 1, tokens);
            start = at + 1;
        }
        words.AddWord(folded, start, folded.Count, tokens);
        return tokens;
    }

    private MappedText Fold(MappedText text)
    {
        var result = new MappedText(text.Count);
        var parts = new List<int>();
        for (var at = 0; at < text.Count; at++)
        {
            parts.Clear();
            Fold(text[at], parts);
            foreach (var part in parts)
                result.Add(part, text, at);
        }
        return result;
    }

    void ICharacterRules.Fold(int point, List<int> parts) => Fold(point, parts);

    CharacterKind ICharacterRules.KindOf(int part) => KindOf(part);

    private void Fold(int point, List<int> parts)
    {
        if (lowerCase)
        {
            UnicodeFolding.Fold(point, parts);
            parts.RemoveAll(CodePoint.IsMark);
        }
        else
        {
            parts.Add(point);
        }
        for (var i = 0; i < parts.Count; i++)
        {
            if (CodePoint.Category(parts[i]) is UnicodeCategory.Control or UnicodeCategory.Format)
                parts[i] = ' ';
        }
    }

    private static CharacterKind KindOf(int part) =>
        part == ' ' ? CharacterKind.Separator
        : CodePoint.IsBertPunctuation(part) || CodePoint.IsIdeograph(part) ? CharacterKind.Alone
        : CharacterKind.Letter;
}
