using System.Text;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Text to words as TensorFlow's string operations do it: what is called lower case and white space is ASCII's alone.</summary>
/// <param name="Standardize">"lower", "strip_punctuation", "lower_and_strip_punctuation" or null.</param>
/// <param name="Split">"whitespace", "character" or null.</param>
/// <param name="Ngrams">Lengths of word groups, in the order they are put out; null: words.</param>
internal sealed record TextSplitter(string? Standardize, string? Split, IReadOnlyList<int>? Ngrams)
{
    private const string Punctuation = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";
    private static readonly char[] Spaces = [' ', '\t', '\n', '\v', '\f', '\r'];

    public string[] Words(string text)
    {
        if (Standardize is "lower" or "lower_and_strip_punctuation")
        {
            text = string.Create(
                text.Length,
                text,
                (target, source) =>
                {
                    for (var i = 0; i < target.Length; i++)
                    {
                        target[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
                    }
                }
            );
        }

        if (Standardize is "strip_punctuation" or "lower_and_strip_punctuation")
        {
            text = new StringBuilder(text.Length).AppendJoin("", text.Where(letter => !Punctuation.Contains(letter))).ToString();
        }

        string[] words = Split switch
        {
            "whitespace" => text.Split(Spaces, StringSplitOptions.RemoveEmptyEntries),
            "character" => [.. text.EnumerateRunes().Select(rune => rune.ToString())],
            _ => [text],
        };
        return Ngrams is null ? words : [.. Ngrams.SelectMany(length => Groups(words, length))];
    }

    private static IEnumerable<string> Groups(string[] words, int length) =>
        Enumerable.Range(0, Math.Max(0, words.Length - length + 1)).Select(start => string.Join(' ', words.AsSpan(start, length).ToArray()));
}
