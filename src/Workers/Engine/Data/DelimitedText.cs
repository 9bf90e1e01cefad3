using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>A row of a table.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Cells">Its texts, quotes taken off.</param>
internal sealed record DelimitedRow(int Line, IReadOnlyList<string> Cells);

/// <summary>
/// Reads comma-separated values (RFC 4180; a semicolon or a tab where the first line has no comma) a row at a time, within limits: UTF-8, or UTF-16
/// with its mark. Cells are text and nothing else: what looks like a formula is none.
/// </summary>
internal sealed class DelimitedText(TextReader reader, string name)
{
    public const int LongestCell = 4096;
    public const int MostColumns = 64;
    private readonly StringBuilder _cell = new();
    private char _separator = ',';
    private int _line = 1;
    private int? _next;

    /// <summary>Opens a file; the caller disposes the reader.</summary>
    /// <exception cref="RefusedException">It can't be read, or is larger than <paramref name="mostBytes"/>.</exception>
    public static StreamReader Open(string path, long mostBytes)
    {
        try
        {
            var stream = File.OpenRead(path);
            if (stream.Length > mostBytes)
            {
                stream.Dispose();
                throw new RefusedException(new Refusal("data.table.tooLarge", ("most", mostBytes >> 20), ("path", path), ("received", stream.Length >> 20)));
            }
            return new StreamReader(
                stream,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: true
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("data.table.unreadable", ("path", path), ("fault", e.Message)));
        }
    }

    /// <summary>All rows that hold anything.</summary>
    /// <exception cref="RefusedException">A limit, a control character, or quotes that do not close.</exception>
    public IEnumerable<DelimitedRow> Rows()
    {
        var first = true;
        while (Peek() >= 0)
        {
            var line = _line;
            var cells = first ? FirstRow() : Row();
            first = false;
            if (cells is not [""])
            {
                yield return new DelimitedRow(line, cells);
            }
        }
    }

    private List<string> FirstRow()
    {
        var start = new StringBuilder();
        while (Peek() is >= 0 and not '\n' and not '\r')
        {
            start.Append(ReadChar());
            if (start.Length > LongestCell)
            {
                throw Refused(new("data.expected.firstLine", ("most", LongestCell.ToString())), new Refusal("data.received.longer"));
            }
        }
        var text = start.ToString();
        _separator =
            text.Contains(',', StringComparison.Ordinal) ? ','
            : text.Contains(';', StringComparison.Ordinal) ? ';'
            : text.Contains('\t', StringComparison.Ordinal) ? '\t'
            : ',';
        EndOfLine();
        return [.. text.Split(_separator).Select(cell => cell.Trim().Trim('"'))];
    }

    private List<string> Row()
    {
        var cells = new List<string>();
        while (true)
        {
            cells.Add(Peek() == '"' ? Quoted() : Plain());
            if (cells.Count > MostColumns)
            {
                throw Refused(new("data.expected.mostCells", ("most", MostColumns.ToString())), new Refusal("data.received.more"));
            }
            if (Peek() != _separator)
            {
                break;
            }
            ReadChar();
        }
        if (Peek() is >= 0 and not '\n' and not '\r')
        {
            throw Refused(new("data.expected.separator"), $"\"{(char)Peek()}\"");
        }
        EndOfLine();
        return cells;
    }

    private string Plain()
    {
        _cell.Clear();
        while (Peek() is >= 0 and not '\n' and not '\r' && Peek() != _separator)
        {
            Append(ReadChar());
        }
        return _cell.ToString();
    }

    private string Quoted()
    {
        _cell.Clear();
        ReadChar();
        while (Peek() >= 0)
        {
            var c = ReadChar();
            if (c == '"')
            {
                if (Peek() != '"')
                {
                    return _cell.ToString();
                }
                ReadChar();
            }
            _line += c == '\n' ? 1 : 0;
            Append(c);
        }
        throw Refused(new("data.expected.closingQuote"), new Refusal("data.received.endOfFile"));
    }

    private void Append(char c)
    {
        if (_cell.Length == LongestCell)
        {
            throw Refused(new("data.expected.longestCell", ("most", LongestCell.ToString())), new Refusal("data.received.longer"));
        }
        _cell.Append(c);
    }

    private void EndOfLine()
    {
        if (Peek() == '\r')
        {
            ReadChar();
        }
        if (Peek() == '\n')
        {
            ReadChar();
        }
        _line++;
    }

    // One character ahead by our own hand: a reader's Peek may say -1 in the middle of a file.
    private int Peek() => _next ??= Read();

    private char ReadChar()
    {
        var c = (char)Peek();
        _next = null;
        if (c < ' ' && c is not ('\t' or '\n' or '\r'))
        {
            throw Refused(new("data.expected.text"), new Refusal("data.received.control", ("code", $"{(int)c:X4}")));
        }
        return c;
    }

    private int Read()
    {
        try
        {
            return reader.Read();
        }
        catch (DecoderFallbackException)
        {
            // The reader decodes ahead of the line that is read.
            throw new RefusedException(new Refusal("data.table.encoding", ("name", name)));
        }
    }

    private RefusedException Refused(Refusal expected, object received) =>
        new(new Refusal("data.table.line", ("expected", expected), ("name", name), ("line", _line), RefusalValue.Of("received", received)));
}
