using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>
/// Leaves the history as a table, a line an epoch, its columns sorted by name (https://keras.io/api/callbacks/csv_logger/). The file is
/// written whole each time, so a resumed run's has each epoch once.
/// </summary>
public sealed class CSVLogger(string path, string separator = ",")
{
    public void Write(RunHistory history)
    {
        string[] names = [.. history.Metrics.Keys.Order(StringComparer.Ordinal)];
        var text = new StringBuilder();
        Line(text, ["epoch", .. names]);
        for (var i = 0; i < history.Epochs.Count; i++)
        {
            Line(text, [history.Epochs[i].ToString(CultureInfo.InvariantCulture), .. names.Select(name => Number(history.Metrics[name][i]))]);
        }
        DurableFile.WriteText(path, text.ToString());
    }

    /// <summary>As Python writes a float: 1e-05, 0.0001, 1.0, nan.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan"
                : value > 0 ? "inf"
                : "-inf";
        }
        var size = Math.Abs(value);
        if (size != 0 && size is < 1e-4 or >= 1e16)
        {
            // The shortest digits that read back alike; Python's exponent has two digits at least.
            var digits = value.ToString("E16", CultureInfo.InvariantCulture);
            for (var precision = 0; precision <= 16; precision++)
            {
                digits = value.ToString("E" + precision, CultureInfo.InvariantCulture);
                if (double.Parse(digits, CultureInfo.InvariantCulture) == value)
                {
                    break;
                }
            }
            var at = digits.IndexOf('E', StringComparison.Ordinal);
            return $"{digits[..at]}e{digits[at + 1]}{int.Parse(digits.AsSpan(at + 2), CultureInfo.InvariantCulture):00}";
        }
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        text = text.Contains('E', StringComparison.Ordinal)
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : text;
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(separator, cells).Append("\r\n");
}
