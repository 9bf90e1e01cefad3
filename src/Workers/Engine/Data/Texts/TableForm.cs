using System.Text;
using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>How a table is written: in which encoding, with what between its cells, or as JSON.</summary>
/// <param name="Encodings">Those in which it is text, the likeliest first, with the one by which it is read.</param>
/// <param name="Separator">Null where it is JSON or a text a line.</param>
/// <param name="Members">The names of JSON's members; null where it is no JSON.</param>
/// <param name="Rows">All rows from the first, as often as asked, given how many cells a row has where that is known.</param>
internal sealed record TableForm(
    TextEncoding Encoding,
    IReadOnlyList<TextEncoding> Encodings,
    char? Separator,
    IReadOnlyList<string>? Members,
    Func<int?, IEnumerable<TableRow>> Rows
)
{
    private const int MostSampled = 5_000;

    /// <param name="name">Its ending says whether it is JSON.</param>
    /// <param name="open">Opens the file from its beginning; called several times.</param>
    /// <param name="said">The name of its encoding; null guesses it.</param>
    /// <exception cref="RefusedException">There is no such encoding, or it is no JSON.</exception>
    public static TableForm Of(string name, Func<Stream> open, string? said)
    {
        var guess = TextEncodingGuess.Of(open);
        var encoding = said is null ? guess.First : TextEncoding.Named(said);
        var mark = encoding == guess.First ? guess.MarkBytes : 0;
        var fits = guess.With(encoding);
        IEnumerable<TextLine> Lines() => TextLines.Of(open, encoding, mark);
        var ending = Path.GetExtension(name).ToLowerInvariant();
        if (ending is ".json" or ".jsonl" or ".ndjson")
        {
            IEnumerable<(int, IReadOnlyDictionary<string, string>?)> Objects() =>
                ending == ".json" ? Transcoded(open, encoding, mark, name) : JsonTableRows.Lines(Lines());
            var members = JsonTableRows.Members(Objects(), MostSampled);
            return new(encoding, fits, null, members, _ => JsonTableRows.Rows(Objects(), members));
        }
        return Separators.Find(Lines) is ({ } between, var skipped)
            ? new(encoding, fits, between, null, cells => new DelimitedRows(Lines().Skip(skipped), between).Read(cells))
            : new(encoding, fits, null, null, _ => OfLines(Lines()));
    }

    private static IEnumerable<TableRow> OfLines(IEnumerable<TextLine> lines) =>
        lines
            .Where(line => line.Fault is not null || !string.IsNullOrWhiteSpace(line.Text))
            .Select(line => new TableRow(line.Number, line.Fault is null ? [line.Text.TrimEnd('\r')] : [], line.Fault));

    private static IEnumerable<(int, IReadOnlyDictionary<string, string>?)> Transcoded(Func<Stream> open, TextEncoding encoding, int mark, string name)
    {
        using var stream = open();
        stream.ReadExactly(new byte[mark]);
        using var utf8 =
            encoding == TextEncoding.Utf8 ? stream : System.Text.Encoding.CreateTranscodingStream(stream, encoding.Lenient, new UTF8Encoding(false));
        foreach (var one in JsonTableRows.List(utf8, name, 4 * TextTable.MostBytes))
        {
            yield return one;
        }
    }
}
