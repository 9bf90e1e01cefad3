using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>BERT's tokenizer as Hugging Face's <c>tokenizers</c> have it: special tokens written in a text are those tokens; the text is cleaned, ideographs stand
/// alone, accents and case are dropped (<see cref="BertTokenizerOptions"/>); words are split by <see cref="WordPiece"/>; <c>[CLS] A [SEP]</c> or
/// <c>[CLS] A [SEP] B [SEP]</c>.</summary>
/// <remarks>Of a pair that is too long, a text of at most half the room keeps all, else the shorter gets half of it, the longer the rest.
/// Microsoft.ML.Tokenizers has another: it decomposes by <c>string.Normalize</c>, which does nothing where the program runs without ICU, keeps control characters
/// apart otherwise, and gives no places in the text that was given.</remarks>
public sealed class BertTokenizer : ITokenizer, ICharacterRules
{
    public const string KindName = "bert-huggingface";

    private readonly Vocabulary vocabulary;
    private readonly BertTokenizerOptions options;
    private readonly WordPiece words;
    private readonly AddedTokenFinder asGiven;
    private readonly AddedTokenFinder normalized;
    private readonly int classId;
    private readonly int separatorId;

    public BertTokenizer(Vocabulary vocabulary, bool lowerCase)
        : this(vocabulary, new BertTokenizerOptions { LowerCase = lowerCase }) { }

    /// <exception cref="RefusedException">A special token that is not in the vocabulary, or a number out of its range.</exception>
    public BertTokenizer(Vocabulary vocabulary, BertTokenizerOptions options)
    {
        if (options.MaxWordLength is < 1 or > BertTokenizerOptions.LongestWord)
            throw new RefusedException(
                new Refusal("texts.tokenizer.wordLength", ("most", BertTokenizerOptions.LongestWord), ("received", options.MaxWordLength))
            );
        if (options.AddedTokens.FirstOrDefault(token => token.Id < 0 || token.Id >= vocabulary.Count) is { } outside)
            throw new RefusedException(
                new Refusal("texts.tokenizer.addedToken", ("token", outside.Content), ("count", vocabulary.Count), ("received", outside.Id))
            );
        this.vocabulary = vocabulary;
        this.options = options;
        words = new WordPiece(vocabulary, options.UnknownToken, options.Prefix, mostPoints: options.MaxWordLength);
        classId = vocabulary.Require(options.ClassToken);
        separatorId = vocabulary.Require(options.SeparatorToken);
        PadId = vocabulary.Require(options.PaddingToken);
        var special = new[] { options.UnknownToken, options.ClassToken, options.SeparatorToken, options.PaddingToken, options.MaskToken }
            .Where(token => vocabulary.Find(token) is not null)
            .Select(token => new AddedToken(token, vocabulary.Require(token)));
        Special = [.. special, .. options.AddedTokens];
        asGiven = new AddedTokenFinder(Special.Where(token => !token.IsNormalized), content => content);
        normalized = new AddedTokenFinder(options.AddedTokens.Where(token => token.IsNormalized), content => Normalize(content, 0, content.Count));
    }

    public string Kind => KindName;

    public int VocabularySize => vocabulary.Count;

    public int Added => 2;

    public int PadId { get; }

    public IReadOnlyList<string> Vocabulary => vocabulary.Tokens;

    /// <summary>Tokens that are found in a text before it is split.</summary>
    internal IReadOnlyList<AddedToken> Special { get; }

    /// <summary>What was read with it.</summary>
    public BertTokenizerOptions Options => options;

    /// <summary>As a Hugging Face folder has it: <c>vocab.txt</c> and, where it is there, <c>tokenizer_config.json</c>.</summary>
    /// <exception cref="RefusedException">Of another kind, or what does not fit.</exception>
    public static BertTokenizer Of(Vocabulary vocabulary, JsonObject? tokenizerConfig) => HuggingFaceTokenizers.Read(vocabulary, tokenizerConfig);

    /// <summary>As a Hugging Face folder has it in one file, <c>tokenizer.json</c>, of the kind WordPiece.</summary>
    /// <param name="tokenizerConfig"><c>tokenizer_config.json</c>: what it says about case, accents and ideographs goes first.</param>
    /// <exception cref="RefusedException">Of another kind, or what does not fit.</exception>
    public static BertTokenizer OfTokenizerJson(JsonObject json, JsonObject? tokenizerConfig = null) => HuggingFaceTokenizers.Read(json, tokenizerConfig);

    public TokenizedText Tokenize(string text, string? pair = null, int? maxLength = null)
    {
        var first = Split(text);
        var second = pair is null ? null : Split(pair);
        var room = TokenLimits.Room(maxLength, pair is null ? 2 : 3);
        var (kept, keptOfPair) = Shares(first.Count, second?.Count ?? 0, room);
        var tokens = new TokenList();
        tokens.Add(options.ClassToken, classId);
        tokens.AddRange(first, kept, 0);
        tokens.Add(options.SeparatorToken, separatorId);
        if (second is not null)
        {
            tokens.AddRange(second, keptOfPair, 1);
            tokens.Add(options.SeparatorToken, separatorId, type: 1);
        }
        return tokens.ToText(first.Count + (second?.Count ?? 0) - kept - keptOfPair);
    }

    public JsonObject ToJson() =>
        new()
        {
            ["kind"] = KindName,
            ["lowerCase"] = options.LowerCase,
            ["stripAccents"] = options.StripAccents ?? options.LowerCase,
            ["tokenizeChineseChars"] = options.TokenizeChineseChars,
            ["cleanText"] = options.CleanText,
            ["unknownToken"] = options.UnknownToken,
            ["classToken"] = options.ClassToken,
            ["separatorToken"] = options.SeparatorToken,
            ["paddingToken"] = options.PaddingToken,
            ["maskToken"] = options.MaskToken,
            ["prefix"] = options.Prefix,
            ["maxWordLength"] = options.MaxWordLength,
            ["addedTokens"] = new JsonArray([
                .. options.AddedTokens.Select(token => new JsonObject
                {
                    ["content"] = token.Content,
                    ["id"] = token.Id,
                    ["normalized"] = token.IsNormalized,
                    ["singleWord"] = token.IsSingleWord,
                }),
            ]),
        };

    private static (int First, int Second) Shares(int first, int second, int room)
    {
        if (first + (long)second <= room)
            return (first, second);
        var half = room / 2;
        if (first <= second)
            return first <= half ? (first, room - first) : (half, room - half);
        return second <= half ? (room - second, second) : (room - half, half);
    }

    private TokenList Split(string text)
    {
        var tokens = new TokenList();
        var given = MappedText.Of(text);
        foreach (var (from, to, token) in asGiven.Split(given))
        {
            if (token is null)
                SplitNormalized(Normalize(given, from, to), tokens);
            else
                tokens.Add(token.Content, token.Id, given.Span(from, to));
        }
        return tokens;
    }

    private void SplitNormalized(MappedText text, TokenList tokens)
    {
        foreach (var (from, to, token) in normalized.Split(text))
        {
            if (token is null)
                SplitWords(text, from, to, tokens);
            else
                tokens.Add(token.Content, token.Id, text.Span(from, to));
        }
    }

    private void SplitWords(MappedText text, int from, int to, TokenList tokens)
    {
        var start = from;
        for (var at = from; at < to; at++)
        {
            var kind = KindOf(text[at]);
            if (kind == CharacterKind.Letter)
                continue;
            words.AddWord(text, start, at, tokens);
            if (kind == CharacterKind.Alone)
                words.AddWord(text, at, at + 1, tokens);
            start = at + 1;
        }
        words.AddWord(text, start, to, tokens);
    }

    private MappedText Normalize(MappedText text, int from, int to)
    {
        var result = new MappedText(to - from);
        var parts = new List<int>();
        for (var at = from; at < to; at++)
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
        if (options.CleanText)
        {
            if (CodePoint.IsWhiteSpace(point) && (point is '\t' or '\n' or '\r' || CodePoint.Category(point) != UnicodeCategory.Control))
                point = ' ';
            else if (IsDropped(point))
                return;
        }
        var isWord = options.TokenizeChineseChars && IsIdeograph(point);
        if (isWord)
            parts.Add(' ');
        var first = parts.Count;
        if (options.StripAccents ?? options.LowerCase)
        {
            UnicodeForm.Decompose(point, parts);
            parts.RemoveAll(CodePoint.IsMark);
        }
        else
        {
            parts.Add(point);
        }
        for (var i = first; i < parts.Count && options.LowerCase; i++)
        {
            // The one letter whose small form is two code points.
            if (parts[i] == DottedCapitalI)
            {
                parts[i] = 'i';
                parts.Insert(++i, DotAbove);
            }
            else
            {
                parts[i] = Rune.ToLowerInvariant(new Rune(parts[i])).Value;
            }
        }
        if (isWord)
            parts.Add(' ');
    }

    private static CharacterKind KindOf(int part) =>
        CodePoint.IsWhiteSpace(part) ? CharacterKind.Separator
        : CodePoint.IsBertPunctuation(part) ? CharacterKind.Alone
        : CharacterKind.Letter;

    private const int DottedCapitalI = 0x130,
        DotAbove = 0x307;

    private static bool IsDropped(int point) =>
        point is 0 or 0xFFFD || CodePoint.Category(point) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    // Extension E begins late in Hugging Face's list.
    private static bool IsIdeograph(int point) => CodePoint.IsIdeograph(point) && point is not (>= 0x2B820 and <= 0x2B91F);
}
