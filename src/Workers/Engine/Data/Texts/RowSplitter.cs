using System.Text;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Splits a row of separated values into its cells, line by line where a cell within quotes goes on. A quote within a cell that neither closes it nor
/// is doubled is text: many programs write it so.</summary>
internal sealed class RowSplitter(char separator)
{
    public const int MostCells = 256;

    private readonly StringBuilder _cell = new();
    private List<string> _cells = [];
    private bool _isQuoted;
    private bool _spans;

    /// <summary>The cells of a row that is whole.</summary>
    public IReadOnlyList<string> Cells => _cells;

    /// <summary>Begins a row.</summary>
    public void Begin()
    {
        _cell.Clear();
        _cells = [];
        (_isQuoted, _spans) = (false, false);
    }

    /// <summary>Takes the row's next line.</summary>
    /// <returns>True where the row is whole, false where it goes on in the next line, null where its quotes were never meant to go on until here.</returns>
    public bool? Take(string line)
    {
        var end = line.EndsWith('\r') ? line.Length - 1 : line.Length;
        var at = 0;
        if (_isQuoted)
        {
            _cell.Append('\n');
            _spans = true;
        }
        while (true)
        {
            if (!_isQuoted && at < end && line[at] == '"' && _cell.Length == 0)
            {
                (_isQuoted, at) = (true, at + 1);
            }
            if (_isQuoted)
            {
                if (Quoted(line, end, ref at) is not true and var open)
                {
                    return open;
                }
            }
            else
            {
                var stop = line.AsSpan(at, end - at).IndexOf(separator);
                _cell.Append(line, at, (stop < 0 ? end : at + stop) - at);
                at = stop < 0 ? end : at + stop;
            }
            _cells.Add(_cell.ToString());
            _cell.Clear();
            _isQuoted = false;
            if (at >= end || _cells.Count > MostCells)
            {
                return true;
            }
            // Past the separator; after one at the end of the line an empty cell follows.
            at++;
            if (at == end)
            {
                _cells.Add("");
                return true;
            }
        }
    }

    // True where the cell is closed, with the place behind it; false where the line ends within it; null where it is broken.
    private bool? Quoted(string line, int end, ref int at)
    {
        while (true)
        {
            var quote = line.IndexOf('"', at);
            if (quote < 0)
            {
                _cell.Append(line, at, line.Length - at);
                return false;
            }
            _cell.Append(line, at, quote - at);
            if (quote + 1 < end && line[quote + 1] == '"')
            {
                _cell.Append('"');
                at = quote + 2;
                continue;
            }
            var behind = quote + 1;
            while (behind < end && line[behind] == ' ')
            {
                behind++;
            }
            if (behind >= end || line[behind] == separator)
            {
                at = Math.Min(behind, end);
                return true;
            }
            if (_spans && (quote == 0 || line[quote - 1] == separator))
            {
                // Here another cell begins: the quotes of this one did not close.
                return null;
            }
            _cell.Append('"');
            at = quote + 1;
        }
    }
}
