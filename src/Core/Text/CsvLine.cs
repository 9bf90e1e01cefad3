using System.Globalization;

namespace MlOpsDashboard.Core.Text;

/// <summary>A row of comma-separated values (RFC 4180).</summary>
public static class CsvLine
{
    // With their full-width forms, which spreadsheets take too.
    private const string Leading = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <param name="forSpreadsheets">Whether a cell that a spreadsheet would take for a formula, as <c>=1+1</c>, gets an apostrophe before it, so that it is text there.
    /// Numbers stay as they are.</param>
    /// <remarks>https://owasp.org/www-community/attacks/CSV_Injection</remarks>
    public static string Of(IEnumerable<string> cells, bool forSpreadsheets = false) =>
        string.Join(',', cells.Select(cell => Quoted(forSpreadsheets && IsFormula(cell) ? "'" + cell : cell))) + "\r\n";

    private static bool IsFormula(string cell) =>
        cell.Length > 0
        && Leading.Contains(cell[0], StringComparison.Ordinal)
        && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
