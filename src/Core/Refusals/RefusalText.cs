using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>The one place where a <see cref="Refusal"/> becomes a sentence, in the language of the moment.</summary>
/// <remarks>
/// Sentences lie in Core's resource files whose names end in <c>Sentences</c>, by code; values stand in braces by their names: <c>{classes}</c>.
/// <c>{classes:class|classes}</c> chooses a form by the number, see <see cref="TextTemplate"/>.
/// </remarks>
public static partial class RefusalText
{
    private const string Ending = "Sentences.resources";

    private static readonly ConcurrentDictionary<string, FrozenDictionary<string, string>> Languages = new(StringComparer.Ordinal);

    /// <summary>Every code that has a sentence.</summary>
    public static IReadOnlyCollection<string> Codes => Sentences(UserLanguage.English).Keys;

    /// <summary>Whether there are sentences for its code and those of the refusals within it.</summary>
    public static bool Knows(Refusal refusal) =>
        (refusal.Code == Refusal.SentenceCode || Sentences(UserLanguage.English).ContainsKey(refusal.Code))
        && refusal.Values.All(value => value.Refusal is null || Knows(value.Refusal));

    /// <summary>The sentence. A code that is not known (of a newer program) is given with its values.</summary>
    public static string Of(Refusal refusal) => Of(refusal, UserLanguage.Current);

    /// <param name="language">One of <see cref="UserLanguage.All"/>.</param>
    public static string Of(Refusal refusal, string language)
    {
        if (refusal.Code == Refusal.SentenceCode)
            return refusal.Find("sentence")?.Text ?? "";
        return Sentences(language).TryGetValue(refusal.Code, out var sentence) || Sentences(UserLanguage.English).TryGetValue(refusal.Code, out sentence)
            ? Placeholder()
                .Replace(
                    sentence,
                    match =>
                        refusal.Find(match.Groups[1].Value) is not { } value ? match.Value
                        : match.Groups[2].Success ? TextTemplate.Choose(match.Groups[2].Value, value.Number ?? double.NaN)
                        : value.Refusal is { } inner && IsBeforeStop(sentence, match.Index + match.Length) ? Of(inner, language).TrimEnd('.', '。', ' ')
                        : value.Refusal is { } words && IsBeforeMark(sentence, match.Index + match.Length) ? Of(words, language).TrimEnd(' ')
                        : Format(value, language)
                )
            : $"{refusal.Code} ({string.Join(", ", refusal.Values.Select(v => $"{v.Name}: {Format(v, language)}"))})";
    }

    // A sentence within a sentence loses its own full stop.
    private static bool IsBeforeStop(string sentence, int at) => at < sentence.Length && sentence[at] is ('.' or ')' or '。' or '）' or '；');

    // Words of Latin letters bring a blank behind them, which a full-width mark has no use for.
    private static bool IsBeforeMark(string sentence, int at) => at == sentence.Length || sentence[at] is '，' or '、' or '：' or '”';

    public static string Format(RefusalValue value) => Format(value, UserLanguage.Current);

    private static string Format(RefusalValue value, string language) =>
        value switch
        {
            { Refusal: { } inner } => Of(inner, language),
            { Number: { } number, Unit: RefusalValue.Bytes } => Size(number, language),
            { Number: { } number, Unit: RefusalValue.Seconds } => Duration(number, language),
            { Number: { } number, Unit: { } unit } => $"{TextTemplate.Number(number)} {unit}",
            { Number: { } number } => TextTemplate.Number(number),
            { Text: { } metric, Unit: RefusalValue.Metric } => UserLanguage.In(language, () => MetricWords.Plain(metric)),
            _ => value.Text ?? Sentences(language)["words.nothing"],
        };

    private static string Size(double bytes, string language) =>
        Math.Abs(bytes) switch
        {
            < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{TextTemplate.Number(bytes)} {Sentences(language)["words.bytes"]}"),
            < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
            < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
        };

    private static string Duration(double seconds, string language)
    {
        var (number, unit) = seconds switch
        {
            < 120 => (Math.Round(seconds, 1), "words.seconds"),
            < 7200 => (Math.Round(seconds / 60), "words.minutes"),
            _ => (Math.Round(seconds / 3600, 1), "words.hours"),
        };
        return $"{TextTemplate.Number(number)} {Sentences(language)[unit]}";
    }

    private static FrozenDictionary<string, string> Sentences(string language) => Languages.GetOrAdd(language, Read);

    private static FrozenDictionary<string, string> Read(string language)
    {
        var assembly = typeof(RefusalText).Assembly;
        var culture = language == UserLanguage.English ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language);
        return assembly
            .GetManifestResourceNames()
            .Where(n => n.EndsWith(Ending, StringComparison.Ordinal))
            .Select(n => new ResourceManager(n[..^".resources".Length], assembly).GetResourceSet(culture, createIfNotExists: true, tryParents: false))
            .SelectMany(set => set?.Cast<DictionaryEntry>() ?? [])
            .ToFrozenDictionary(e => (string)e.Key, e => (string)e.Value!);
    }

    [GeneratedRegex(@"\{([A-Za-z]+)(?::([^{}]*\|[^{}]*))?\}")]
    private static partial Regex Placeholder();
}
