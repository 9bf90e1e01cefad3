using System.Collections.Concurrent;
using System.Text;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Text;

/// <summary>A way in which names of files are written as bytes where nothing says how.</summary>
/// <param name="Number">As Windows numbers it: 936.</param>
/// <param name="Name">As the Internet calls it: <c>gbk</c>.</param>
/// <param name="Title">For a person: “Simplified Chinese (GBK)”.</param>
public sealed record CodePage(int Number, string Name, string Title)
{
    private static readonly string[] Western = ["fr", "de", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "is"];
    private static readonly string[] Central = ["pl", "cs", "sk", "hu", "ro", "hr"];
    private static readonly string[] Baltic = ["lt", "lv", "et"];

    // Every picture of a large set names its page.
    private static readonly ConcurrentDictionary<string, CodePage> Found = new(StringComparer.Ordinal);

    private readonly Lazy<Encoding> encoding = new(() => Strict(Number));

    /// <summary>Those that are known, the commonest first.</summary>
    public static IReadOnlyList<CodePage> All { get; } =
    [
        new(65001, "utf-8", "Unicode (UTF-8)"),
        new(936, "gbk", "Simplified Chinese (GBK)") { Languages = ["zh-Hans"], Aliases = ["gb2312"] },
        new(54936, "gb18030", "Simplified Chinese (GB18030)") { Languages = ["zh-Hans"], Rarity = 3 },
        new(950, "big5", "Traditional Chinese (Big5)") { Languages = ["zh-Hant"], Rarity = 1 },
        new(932, "shift_jis", "Japanese (Shift-JIS)")
        {
            Languages = ["ja"],
            Rarity = 0.5,
            Aliases = ["sjis", "windows31j"],
        },
        new(51932, "euc-jp", "Japanese (EUC-JP)") { Languages = ["ja"], Rarity = 3 },
        new(949, "euc-kr", "Korean (EUC-KR)")
        {
            Languages = ["ko"],
            Rarity = 0.5,
            Aliases = ["uhc", "51949", "ksc56011987"],
        },
        new(866, "ibm866", "Cyrillic (DOS, CP866)") { Languages = ["cyrillic"], Rarity = 1 },
        new(1251, "windows-1251", "Cyrillic (Windows-1251)") { Languages = ["cyrillic"], Rarity = 1 },
        new(20866, "koi8-r", "Cyrillic (KOI8-R)") { Languages = ["cyrillic"], Rarity = 8 },
        new(437, "ibm437", "Western (DOS, CP437)") { Languages = Western, Rarity = 3 },
        new(850, "ibm850", "Western (DOS, CP850)") { Languages = Western, Rarity = 3 },
        new(1252, "windows-1252", "Western (Windows-1252)")
        {
            Languages = Western,
            Rarity = 3,
            Aliases = ["latin1", "iso88591"],
        },
        new(852, "ibm852", "Central European (DOS, CP852)") { Languages = Central, Rarity = 4 },
        new(1250, "windows-1250", "Central European (Windows-1250)") { Languages = Central, Rarity = 4 },
        new(737, "ibm737", "Greek (DOS, CP737)") { Languages = ["el"], Rarity = 4 },
        new(1253, "windows-1253", "Greek (Windows-1253)") { Languages = ["el"], Rarity = 4 },
        new(857, "ibm857", "Turkish (DOS, CP857)") { Languages = ["tr"], Rarity = 4.5 },
        new(1254, "windows-1254", "Turkish (Windows-1254)") { Languages = ["tr"], Rarity = 4.5 },
        new(862, "ibm862", "Hebrew (DOS, CP862)") { Languages = ["he"], Rarity = 4 },
        new(1255, "windows-1255", "Hebrew (Windows-1255)") { Languages = ["he"], Rarity = 4 },
        new(720, "dos-720", "Arabic (DOS, CP720)") { Languages = ["ar"], Rarity = 4 },
        new(1256, "windows-1256", "Arabic (Windows-1256)") { Languages = ["ar"], Rarity = 4 },
        new(874, "windows-874", "Thai (Windows-874)") { Languages = ["th"], Rarity = 4 },
        new(775, "ibm775", "Baltic (DOS, CP775)") { Languages = Baltic, Rarity = 5 },
        new(1257, "windows-1257", "Baltic (Windows-1257)") { Languages = Baltic, Rarity = 5 },
        new(1258, "windows-1258", "Vietnamese (Windows-1258)") { Languages = ["vi"], Rarity = 6 },
    ];

    public static CodePage Utf8 => All[0];

    /// <summary>The languages that are written so; none for UTF-8, which writes all.</summary>
    internal IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>How much rarer than the others it is met, as a logarithm.</summary>
    internal double Rarity { get; init; }

    private IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The one of this name or number, as <c>GBK</c>, <c>cp936</c> or <c>936</c>; null where there is none.</summary>
    public static CodePage? Find(string name) =>
        Found.TryGetValue(name, out var known) ? known
        : Search(name) is { } page ? Found.GetOrAdd(page.Name, page)
        : null;

    private static CodePage? Search(string name)
    {
        var key = Key(name);
        return All.FirstOrDefault(page =>
            Key(page.Name) == key || page.Aliases.Contains(key) || new[] { "", "cp", "ibm", "dos", "windows", "ms" }.Any(before => before + page.Number == key)
        );
    }

    /// <summary>As <see cref="Find"/>.</summary>
    /// <exception cref="RefusedException">There is none of this name; the sentence lists them.</exception>
    public static CodePage Named(string name) =>
        Find(name) ?? throw new RefusedException(new Refusal("text.codePage", ("known", string.Join(", ", All.Select(page => page.Name))), ("received", name)));

    /// <summary>The text of these bytes, or null where they are none in this code page.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.Value.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="Decode"/>, a path: folders end in <c>/</c>, also where the archive's program wrote <c>\</c>.</summary>
    public string? DecodePath(ReadOnlySpan<byte> bytes) => Decode(bytes)?.Replace('\\', '/');

    /// <summary>The bytes of a character; empty where it has none.</summary>
    internal ReadOnlySpan<byte> Encode(char c, Span<byte> place)
    {
        try
        {
            return place[..encoding.Value.GetBytes([c], place)];
        }
        catch (EncoderFallbackException)
        {
            return [];
        }
    }

    private static string Key(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static Encoding Strict(int number)
    {
        var strict = (Encoding)(number == 65001 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(number)!).Clone();
        (strict.DecoderFallback, strict.EncoderFallback) = (DecoderFallback.ExceptionFallback, EncoderFallback.ExceptionFallback);
        return strict;
    }
}
