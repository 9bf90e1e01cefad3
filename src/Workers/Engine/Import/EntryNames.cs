using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>The rules for names inside an archive or a folder. A name is kept as text and never used as a path; still, one that plays a trick is
/// refused.</summary>
internal static partial class EntryNames
{
    private static readonly string[] PassedOver = ["Thumbs.db", "ehthumbs.db", "desktop.ini", "ATTRIBUTION.md"];

    /// <summary>Why a path with <c>/</c> between its parts is refused, or null where it is fine.</summary>
    public static Refusal? Refusal(string path, ImportLimits limits)
    {
        if (path.Length == 0)
        {
            return new("imports.words.emptyName");
        }
        if (path.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.Control))
        {
            return new("imports.words.controlCharacter");
        }
        if (!IsText(path))
        {
            return new("imports.words.noText");
        }
        if (path[0] == '/')
        {
            return new("imports.words.absolutePath");
        }
        if (Drive().IsMatch(path))
        {
            return new("imports.words.drive");
        }
        if (Encoding.UTF8.GetByteCount(path) > limits.MaxPathBytes)
        {
            return new("imports.words.longPath", ("most", limits.MaxPathBytes));
        }
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..")
            {
                return new("imports.words.partOfPath", ("part", part));
            }
            if (part.Contains('\\', StringComparison.Ordinal))
            {
                return new("imports.words.backslash");
            }
            if (Reserved().IsMatch(part))
            {
                return new("imports.words.reserved");
            }
            if (Encoding.UTF8.GetByteCount(part) > limits.MaxNameBytes)
            {
                return new("imports.words.longName", ("most", limits.MaxNameBytes));
            }
        }
        return null;
    }

    /// <summary>What systems leave behind, and our own attribution: nobody means it as a picture.</summary>
    public static bool IsPassedOver(string path)
    {
        var parts = path.Split('/');
        return parts.Any(part => part[0] == '.' || part == "__MACOSX") || PassedOver.Contains(parts[^1], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The name as it can be stored and shown: what is no text becomes U+FFFD.</summary>
    public static string Printable(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var rune in path.EnumerateRunes())
        {
            text.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control ? Rune.ReplacementChar : rune);
        }
        return text.ToString();
    }

    private static bool IsText(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (!char.IsSurrogate(path[i]))
            {
                continue;
            }
            if (i + 1 == path.Length || !char.IsSurrogatePair(path[i], path[i + 1]))
            {
                return false;
            }
            i++;
        }
        return true;
    }

    [GeneratedRegex("^[A-Za-z]:")]
    private static partial Regex Drive();

    [GeneratedRegex(@"^(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)\s*(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();
}
