using System.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>The words of several texts that told for an answer. Words that differ in case or width alone are one.</summary>
public sealed class TellingWords
{
    private readonly Dictionary<string, (double Sum, List<string> In, Dictionary<string, int> Written)> _words = new(StringComparer.Ordinal);

    /// <summary>Texts that were added.</summary>
    public int Texts { get; private set; }

    /// <param name="tokens">Of one text.</param>
    /// <param name="name">The text's.</param>
    public void Add(TellingTokens tokens, string name)
    {
        Texts++;
        foreach (var same in tokens.Words().GroupBy(word => word.Text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(), StringComparer.Ordinal))
        {
            var (sum, texts, written) = _words.TryGetValue(same.Key, out var known) ? known : (0, [], new(StringComparer.Ordinal));
            texts.Add(name);
            var first = same.First().Text;
            written[first] = written.GetValueOrDefault(first) + 1;
            _words[same.Key] = (sum + same.Sum(word => word.Score), texts, written);
        }
    }

    /// <summary>Those that spoke for the answer, the strongest first.</summary>
    /// <param name="fewest">Texts that a word has to stand in: what stands in one alone says little.</param>
    /// <param name="most">Words.</param>
    public IReadOnlyList<TellingWord> For(int fewest, int most) => Strongest(fewest, most, 1);

    /// <summary>The same of those that spoke against it.</summary>
    public IReadOnlyList<TellingWord> Against(int fewest, int most) => Strongest(fewest, most, -1);

    private IReadOnlyList<TellingWord> Strongest(int fewest, int most, int sign) =>
        [
            .. _words
                .Values.Where(word => word.In.Count >= fewest && word.Sum * sign > 0)
                .Select(word => new TellingWord(
                    word.Written.OrderByDescending(written => written.Value).ThenBy(written => written.Key, StringComparer.Ordinal).First().Key,
                    word.Sum / word.In.Count,
                    word.In.Count,
                    word.In
                ))
                .OrderByDescending(word => word.Score * sign)
                .ThenBy(word => word.Word, StringComparer.Ordinal)
                .Take(most),
        ];
}
