using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>How a text file is written as bytes: a <see cref="CodePage"/>, or UTF-16, which names of files never are.</summary>
/// <param name="Name">As a spec and the command line take it.</param>
/// <param name="Title">For a person.</param>
internal sealed record TextEncoding(string Name, string Title)
{
    private readonly CodePage? _page;
    private readonly Encoding? _encoding;

    private TextEncoding(CodePage page)
        : this(page.Name, page.Title) => _page = page;

    private TextEncoding(string name, string title, bool isBigEndian)
        : this(name, title)
    {
        IsBigEndian = isBigEndian;
        _encoding = new UnicodeEncoding(isBigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
    }

    public static TextEncoding Utf8 { get; } = new(CodePage.Utf8);

    public static TextEncoding Utf16LittleEndian { get; } = new("utf-16le", "Unicode (UTF-16)", isBigEndian: false);

    public static TextEncoding Utf16BigEndian { get; } = new("utf-16be", "Unicode (UTF-16, big-endian)", isBigEndian: true);

    /// <summary>Bytes of the smallest character, and of a line feed.</summary>
    public int Unit => _encoding is null ? 1 : 2;

    public bool IsBigEndian { get; }

    /// <summary>The one of a code page; GB18030 for GBK, of which it is the rest.</summary>
    public static TextEncoding Of(CodePage page) => page == CodePage.Utf8 ? Utf8 : new(page.Name == "gbk" ? CodePage.Named("gb18030") : page);

    /// <exception cref="RefusedException">There is none of this name; the sentence lists them.</exception>
    public static TextEncoding Named(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant() switch
        {
            "utf16" or "utf16le" or "unicode" => Utf16LittleEndian,
            "utf16be" => Utf16BigEndian,
            "utf8sig" => Utf8,
            _ => Of(
                CodePage.Find(name)
                    ?? throw new RefusedException(
                        new Refusal(
                            "text.codePage",
                            ("known", string.Join(", ", CodePage.All.Select(page => page.Name).Concat(["utf-16le", "utf-16be"]))),
                            ("received", name)
                        )
                    )
            ),
        };

    /// <summary>The same, with U+FFFD for what is no text.</summary>
    public Encoding Lenient =>
        _page is null ? new UnicodeEncoding(IsBigEndian, byteOrderMark: false)
        : _page == CodePage.Utf8 ? new UTF8Encoding(false)
        : CodePagesEncodingProvider.Instance.GetEncoding(_page.Number)!;

    /// <summary>The text of these bytes, or null where they are none.</summary>
    public string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (_encoding is null)
        {
            return _page!.Decode(bytes);
        }
        try
        {
            return _encoding.GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public bool Equals(TextEncoding? other) => other?.Name == Name;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}
