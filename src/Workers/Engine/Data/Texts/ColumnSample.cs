using System.Globalization;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>What the first rows of a table show of one column.</summary>
internal sealed class ColumnSample
{
    private const int MostValues = 2_000;
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private long _characters;
    private int _numbers,
        _wholes,
        _marks,
        _parts;

    /// <summary>Rows in which it is not empty.</summary>
    public int Filled { get; private set; }

    public int Distinct => _values.Count;

    public double MeanLength => Filled == 0 ? 0 : _characters / (double)Filled;

    public bool IsNumeric => Filled > 0 && _numbers == Filled;

    public bool IsWhole => Filled > 0 && _wholes == Filled;

    /// <summary>Nothing but 0 and 1.</summary>
    public bool IsMarks => Filled > 0 && _marks == Filled;

    /// <summary>Most are names of parts; the others are faults.</summary>
    public bool IsParts => _parts > Filled / 2;

    /// <summary>Most are numbers; the others are faults.</summary>
    public bool IsMostlyNumeric => _numbers > Filled / 2;

    /// <summary>Whether a value is met in many rows: classes, not texts.</summary>
    public bool IsOfFewValues => Filled > 1 && Distinct <= Math.Max(2, Math.Min(1000, Filled / 2)) && MeanLength <= 80;

    public bool Holds(string value) => _values.ContainsKey(value);

    public void Add(string cell)
    {
        if (string.IsNullOrWhiteSpace(cell))
        {
            return;
        }
        Filled++;
        _characters += cell.Length;
        if (_values.Count < MostValues || _values.ContainsKey(cell))
        {
            _values[cell] = _values.GetValueOrDefault(cell) + 1;
        }
        if (cell.Length > 40)
        {
            return;
        }
        var isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        _numbers += isNumber ? 1 : 0;
        _wholes += isNumber && number == Math.Floor(number) ? 1 : 0;
        _marks += isNumber && number is 0 or 1 && isNumber ? 1 : 0;
        _parts += DatasetPart.Named(cell) is not null ? 1 : 0;
    }
}
