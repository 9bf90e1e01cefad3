using System.Text;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Formats.Zip;

namespace MlOpsDashboard.Workers.Engine.Import.Zip;

/// <summary>Reads the names of which an archive does not say how they are written: as UTF-8 where they are, else by the code page that makes the likeliest
/// words of them all.</summary>
internal static class UndeclaredNames
{
    // That an archive mixes UTF-8 with another code page is possible, but rare.
    private const double CostOfMixture = 4;
    private static readonly CodePage Fallback = CodePage.Named("ibm437");

    /// <param name="entries">Their names are set.</param>
    /// <param name="choice">The code page to read all of them by; null guesses.</param>
    public static void Read(IReadOnlyList<ZipEntry> entries, CodePage? choice)
    {
        // A mark that lies for one name is the packer's habit: it declares no other either.
        var isMarkFalse = entries.Any(entry => entry.Declared is null && entry.IsMarkedUnicode);
        List<ZipEntry> open =
        [
            .. entries.Where(entry =>
                entry.Declared is null || (isMarkFalse && entry.IsMarkedUnicode && !entry.HasUnicodeField && !Ascii.IsValid(entry.NameBytes))
            ),
        ];
        if (open.Count == 0)
        {
            return;
        }
        if (choice is not null)
        {
            Read(open, choice, isGuess: true);
            return;
        }
        var isUtf8 = open.ToLookup(entry => CodePage.Utf8.Decode(entry.NameBytes) is not null);
        List<ZipEntry> utf8 = [.. isUtf8[true]],
            other = [.. isUtf8[false]];
        if (other.Count == 0)
        {
            var order = CodePageGuess.Order(Names(utf8));
            Read(utf8, order[0].Page, isGuess: order[0].Page != CodePage.Utf8 || (order.Count > 1 && order[1].Cost - order[0].Cost < CodePageGuess.Sure));
            return;
        }
        var alone = Best(other);
        var (together, mixed) = (
            Best(open),
            CostOfMixture + alone.Cost + (utf8.Count == 0 ? 0 : CodePageGuess.Order(Names(utf8)).First(fit => fit.Page == CodePage.Utf8).Cost)
        );
        if (together.Cost <= mixed)
        {
            Read(open, together.Page, isGuess: true);
            return;
        }
        Read(utf8, CodePage.Utf8, isGuess: false);
        Read(other, alone.Page, isGuess: true);
    }

    private static void Read(List<ZipEntry> entries, CodePage page, bool isGuess)
    {
        foreach (var entry in entries)
        {
            var name = page.Decode(entry.NameBytes);
            entry.Name = name ?? Fallback.Decode(entry.NameBytes)!;
            entry.Guess = isGuess && name is not null ? page : null;
            entry.NoTextIn = name is null ? page : null;
        }
    }

    private static CodePageFit Best(List<ZipEntry> entries) =>
        CodePageGuess.Order(Names(entries)).FirstOrDefault(fit => fit.Page != CodePage.Utf8) ?? new(Fallback, double.MaxValue);

    private static IEnumerable<byte[]> Names(List<ZipEntry> entries) => entries.Select(entry => entry.NameBytes);
}
