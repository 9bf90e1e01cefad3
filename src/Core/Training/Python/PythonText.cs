using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlOpsDashboard.Core.Training.Python;

/// <summary>Values and names as Python writes them.</summary>
internal static partial class PythonText
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A string literal. JSON's escapes are Python's too, once nothing but control characters and quotes is escaped.</summary>
    public static string Literal(string text) =>
        JsonSerializer.Serialize(text, Relaxed) switch
        {
            // The relaxed encoder still writes what lies outside the first plane as two surrogates, which Python would keep apart.
            var json when json.Contains("\\ud", StringComparison.OrdinalIgnoreCase) => Surrogates()
                .Replace(json, m => $"\\U{char.ConvertToUtf32((char)Hex(m.Groups[1].Value), (char)Hex(m.Groups[2].Value)):x8}"),
            var json => json,
        };

    public static string Literal(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return number == Math.Floor(number) && !text.Contains('e') && !text.Contains('.') ? text + ".0" : text;
    }

    /// <param name="isWhole">Whether numbers are whole; any other is written with its point, which Keras tells a float by.</param>
    public static string Literal(JsonElement value, bool isWhole) =>
        value.ValueKind switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.Null or JsonValueKind.Undefined => "None",
            JsonValueKind.String => Literal(value.GetString()!),
            JsonValueKind.Array => "[" + string.Join(", ", value.EnumerateArray().Select(item => Literal(item, isWhole))) + "]",
            JsonValueKind.Number => isWhole ? value.GetRawText().ToLowerInvariant() : Literal(value.GetDouble()),
            _ => throw new ArgumentException($"Expected a value that Python can write; received {value.ValueKind}.", nameof(value)),
        };

    /// <summary>Keras's name of an option: <c>restoreBestWeights</c> is <c>restore_best_weights</c>, <c>beta1</c> is <c>beta_1</c>.</summary>
    public static string Snake(string camel)
    {
        var text = new StringBuilder();
        foreach (var c in camel)
        {
            if (char.IsUpper(c) || (char.IsDigit(c) && text.Length > 0 && !char.IsDigit(text[^1])))
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    /// <summary>A text that stays within its comment.</summary>
    public static string Comment(string text) => PlainText.Line(text, 300).Replace('\u2028', ' ').Replace('\u2029', ' ').Replace('\u0085', ' ');

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", RegexOptions.IgnoreCase)]
    private static partial Regex Surrogates();
}
