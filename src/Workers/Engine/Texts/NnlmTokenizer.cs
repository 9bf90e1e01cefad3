using System.Text;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>As TensorFlow Hub's word embeddings (<c>nnlm-*</c>) split a text within their graph: characters of Unicode's category P are left out, then it is split
/// at every single space, so that two spaces stand around an empty token. Case and other white space stay. A text without any token has one that is
/// empty.</summary>
/// <remarks>Chinese has to be split into words by spaces before. What is not in the vocabulary shares the last number, which is the vocabulary's count.</remarks>
public sealed class NnlmTokenizer(Vocabulary vocabulary) : ITokenizer, ICharacterRules
{
    public const string KindName = "nnlm";

    public string Kind => KindName;

    /// <summary>The vocabulary's tokens and the one number of all others.</summary>
    public int VocabularySize => vocabulary.Count + 1;

    public int Added => 0;

    public int PadId => 0;

    public IReadOnlyList<string> Vocabulary => vocabulary.Tokens;

    public TokenizedText Tokenize(string text, string? pair = null, int? maxLength = null)
    {
        TokenLimits.RefusePair(pair, KindName);
        var room = TokenLimits.Room(maxLength, 0);
        var tokens = new List<string>();
        var ids = new List<int>();
        var spans = new List<(int, int)>();
        var word = new StringBuilder();
        var (count, first, last) = (0, 0, 0);
        for (var at = 0; at <= text.Length; )
        {
            var length = 1;
            if (at == text.Length || text[at] == ' ')
            {
                if (count++ < room)
                {
                    var token = word.ToString();
                    tokens.Add(token);
                    ids.Add(vocabulary.Find(token) ?? vocabulary.Count);
                    spans.Add(word.Length == 0 ? (at, at) : (first, last));
                }
                word.Clear();
            }
            else
            {
                Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length);
                if (!CodePoint.IsPunctuation(rune.Value))
                {
                    if (word.Length == 0)
                        first = at;
                    last = at + length;
                    word.Append(rune.ToString());
                }
            }
            at += length;
        }
        return new TokenizedText(tokens, ids, new int[ids.Count], spans) { Cut = count - ids.Count };
    }

    public JsonObject ToJson() => new() { ["kind"] = KindName };

    void ICharacterRules.Fold(int point, List<int> parts)
    {
        if (!CodePoint.IsPunctuation(point))
            parts.Add(point);
    }

    CharacterKind ICharacterRules.KindOf(int part) => part == ' ' ? CharacterKind.Separator : CharacterKind.Letter;
}
