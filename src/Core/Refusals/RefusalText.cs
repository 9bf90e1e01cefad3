using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>The one place where a <see cref="Refusal"/> becomes an English sentence.</summary>
/// <remarks>A sentence names its values in braces. Every wing keeps its sentences in a <see cref="RefusalSentences"/> table; this class joins them.</remarks>
public static partial class RefusalText
{
    private static readonly FrozenDictionary<string, string> Sentences =
        typeof(RefusalText).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RefusalSentences))).Select(t => (RefusalSentences)Activator.CreateInstance(t)!)
            .SelectMany(t => t.All).ToFrozenDictionary(s => s.Code, s => s.Sentence);

    /// <summary>Every code that has a sentence.</summary>
    public static IReadOnlyCollection<string> Codes => Sentences.Keys;

    /// <summary>The sentence. A code that is not known (of a newer program) is given with its values.</summary>
    public static string Of(Refusal refusal)
    {
        if (refusal.Code == Refusal.SentenceCode) return refusal.Find("sentence")?.Text ?? "";
        return Sentences.TryGetValue(refusal.Code, out var sentence)
            ? Placeholder().Replace(sentence, match => refusal.Find(match.Groups[1].Value) is { } value ? Format(value) : match.Value)
            : $"{refusal.Code} ({string.Join(", ", refusal.Values.Select(v => $"{v.Name}: {Format(v)}"))})";
    }

    public static string Format(RefusalValue value) => value switch
    {
        { Refusal: { } inner } => Of(inner),
        { Number: { } number, Unit: RefusalValue.Bytes } => Size(number),
        { Number: { } number, Unit: RefusalValue.Seconds } => Duration(number),
        { Number: { } number, Unit: { } unit } => $"{Count(number)} {unit}",
        { Number: { } number } => Count(number),
        _ => value.Text ?? "nothing",
    };

    private static string Count(double number) => number.ToString(number == Math.Floor(number) && Math.Abs(number) < 1e15 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    private static string Size(double bytes) => Math.Abs(bytes) switch
    {
        < 1e3 => $"{Count(bytes)} bytes",
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
    };

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => $"{Count(Math.Round(seconds, 1))} s",
        < 7200 => $"{Count(Math.Round(seconds / 60))} min",
        _ => $"{Count(Math.Round(seconds / 3600, 1))} h",
    };

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Placeholder();
}
