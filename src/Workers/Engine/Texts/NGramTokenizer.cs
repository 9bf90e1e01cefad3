using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>N-grams of characters and of words, hashed into buckets as fastText does it (Joulin et al., 2016, https://arxiv.org/abs/1607.01759). A text is folded
/// (<see cref="UnicodeFolding"/>, composed), and runs of white space are one space; n-grams of characters run over the whole of it, spaces too. A bucket stands
/// once in a text, at the first of its n-grams. No vocabulary is learnt from data, and no language is known.</summary>
/// <remarks>An n-gram's number is the 32 bits of FNV-1a over its UTF-8, modulo the buckets; one of words begins with a tab, with a space between words. A text without any n-gram has the empty one.</remarks>
public sealed class NGramTokenizer : ITokenizer
{
    public const string KindName = "n-grams";

    private const uint Basis = 2166136261,
        Prime = 16777619;

    public NGramTokenizer()
        : this(new NGramOptions()) { }

    /// <exception cref="RefusedException">A number out of its range, or no n-grams at all.</exception>
    public NGramTokenizer(NGramOptions options)
    {
        RefuseOutside("buckets", options.Buckets, 1, NGramOptions.MostBuckets);
        RefuseOutside("minCharacters", options.MinCharacters, 1, NGramOptions.Longest);
        RefuseOutside("maxWords", options.MaxWords, 0, NGramOptions.Longest);
        RefuseOutside("maxCharacters", options.MaxCharacters, options.MaxWords > 0 ? 0 : 1, NGramOptions.Longest);
        Options = options;
    }

    public NGramOptions Options { get; }

    public string Kind => KindName;

    public int VocabularySize => Options.Buckets;

    public int Added => 0;

    public int PadId => 0;

    public IReadOnlyList<string>? Vocabulary => null;

    public TokenizedText Tokenize(string text, string? pair = null, int? maxLength = null)
    {
        TokenLimits.RefusePair(pair, KindName);
        var room = TokenLimits.Room(maxLength, 0);
        var folded = Fold(text);
        var tokens = new TokenList();
        var met = new HashSet<int>();
        foreach (var (id, from, to) in NGrams(folded))
        {
            if (met.Add(id) && tokens.Count < room)
                tokens.Add(folded.Text(from, to), id, folded.Span(from, to));
        }
        if (met.Count > 0)
            return tokens.ToText(met.Count - tokens.Count);
        tokens.Add("", Bucket(Basis));
        return tokens.ToText(0);
    }

    /// <summary>Every n-gram of a text, also those that stand in it again: its number, and where it stands.</summary>
    public IEnumerable<(int Id, (int Start, int End) Span)> NGrams(string text)
    {
        var folded = Fold(text);
        return NGrams(folded).Select(gram => (gram.Id, folded.Span(gram.From, gram.To)));
    }

    private IEnumerable<(int Id, int From, int To)> NGrams(MappedText folded)
    {
        var words = Words(folded);
        for (var (at, word) = (0, 0); at < folded.Count; at++)
        {
            if (word < words.Count && words[word].From == at)
            {
                var hash = Hash(Basis, '\t');
                for (var last = word; last < Math.Min(words.Count, word + Options.MaxWords); last++)
                {
                    if (last > word)
                        hash = Hash(hash, ' ');
                    for (var i = words[last].From; i < words[last].To; i++)
                        hash = Hash(hash, folded[i]);
                    yield return (Bucket(hash), at, words[last].To);
                }
                word++;
            }
            var characters = Basis;
            for (var to = at + 1; to <= Math.Min(folded.Count, at + Options.MaxCharacters); to++)
            {
                characters = Hash(characters, folded[to - 1]);
                if (to - at >= Options.MinCharacters)
                    yield return (Bucket(characters), at, to);
            }
        }
    }

    private int Bucket(uint hash) => (int)(hash % (uint)Options.Buckets);

    public JsonObject ToJson() =>
        new()
        {
            ["kind"] = KindName,
            ["buckets"] = Options.Buckets,
            ["minCharacters"] = Options.MinCharacters,
            ["maxCharacters"] = Options.MaxCharacters,
            ["maxWords"] = Options.MaxWords,
        };

    private static MappedText Fold(string text)
    {
        var given = MappedText.Of(text);
        var folded = new MappedText(given.Count);
        var parts = new List<int>();
        for (var at = 0; at < given.Count; at++)
        {
            parts.Clear();
            UnicodeFolding.Fold(given[at], parts);
            if (parts.Count > 1)
            {
                var composed = UnicodeForm.ToNfc(string.Concat(parts.Select(char.ConvertFromUtf32)));
                parts.Clear();
                parts.AddRange(composed.EnumerateRunes().Select(rune => rune.Value));
            }
            foreach (var part in parts)
            {
                if (!CodePoint.IsWhiteSpace(part))
                    folded.Add(part, given, at);
                else if (folded.Count > 0 && folded[folded.Count - 1] != ' ')
                    folded.Add(' ', given, at);
            }
        }
        return folded;
    }

    private static List<(int From, int To)> Words(MappedText text)
    {
        var words = new List<(int, int)>();
        var start = 0;
        for (var at = 0; at <= text.Count; at++)
        {
            if (at < text.Count && CodePoint.IsOfWord(text[at]))
                continue;
            if (at > start)
                words.Add((start, at));
            start = at + 1;
        }
        return words;
    }

    private static uint Hash(uint hash, int point)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var part in bytes[..new Rune(point).EncodeToUtf8(bytes)])
            hash = (hash ^ part) * Prime;
        return hash;
    }

    private static void RefuseOutside(string option, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new RefusedException(new Refusal("texts.nGrams.range", ("option", option), ("least", least), ("most", most), ("received", value)));
    }
}
