using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Objects of a JSON text, an object a line or a list of them, as the rows of a table: the first row names every member that occurs. A list of texts
/// becomes one cell, <c>|</c> between them.</summary>
internal static class JsonRows
{
    /// <summary>Whether a file's first character that is no white space begins a list.</summary>
    public static bool IsList(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            int next;
            while ((next = reader.Read()) >= 0 && char.IsWhiteSpace((char)next)) { }
            return next == '[';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <exception cref="RefusedException">It is no such text; names the line.</exception>
    public static IEnumerable<DelimitedRow> Of(TextReader reader, string name)
    {
        var objects = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? List(reader, name) : Lines(reader, name);
        if (objects.Count == 0)
        {
            yield break;
        }
        string[] members = [.. objects.SelectMany(one => one.Value.EnumerateObject().Select(member => member.Name)).Distinct(StringComparer.Ordinal)];
        yield return new DelimitedRow(1, members);
        foreach (var (line, value) in objects)
        {
            yield return new DelimitedRow(
                line,
                [.. members.Select(member => value.TryGetProperty(member, out var given) ? Cell(given, member, line, name) : "")]
            );
        }
    }

    private static List<(int Line, JsonElement Value)> Lines(TextReader reader, string name)
    {
        var found = new List<(int, JsonElement)>();
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                found.Add((line, Parse(text, name, line)));
                Require(found.Count, name, line);
            }
        }
        return found;
    }

    // Of a list, a row's line is its place.
    private static List<(int Line, JsonElement Value)> List(TextReader reader, string name)
    {
        var all = Parse(reader.ReadToEnd(), name, 1, JsonValueKind.Array);
        Require(all.GetArrayLength(), name, 1);
        return
        [
            .. all.EnumerateArray()
                .Select(
                    (value, i) =>
                        (
                            i + 1,
                            value.ValueKind == JsonValueKind.Object
                                ? value
                                : throw Refused(name, i + 1, new("data.expected.object"), value.ValueKind.ToString())
                        )
                ),
        ];
    }

    private static void Require(int rows, string name, int line)
    {
        if (rows > PictureTable.MostRows)
        {
            throw Refused(name, line, new("data.expected.mostRows", ("most", PictureTable.MostRows)), new Refusal("data.received.more"));
        }
    }

    private static JsonElement Parse(string text, string name, int line, JsonValueKind kind = JsonValueKind.Object)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == kind
                ? document.RootElement.Clone()
                : throw Refused(
                    name,
                    line,
                    new(kind == JsonValueKind.Object ? "data.expected.object" : "data.expected.list"),
                    document.RootElement.ValueKind.ToString()
                );
        }
        catch (JsonException)
        {
            throw Refused(
                name,
                line,
                new(kind == JsonValueKind.Object ? "data.expected.jsonObject" : "data.expected.jsonList"),
                new Refusal("data.received.else")
            );
        }
    }

    private static string Cell(JsonElement value, string member, int line, string name) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Short(value.GetString()!, member, line, name),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.Null => "",
            JsonValueKind.Array
                when value.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String && !part.GetString()!.Contains('|', StringComparison.Ordinal)) =>
                Short(string.Join('|', value.EnumerateArray().Select(part => part.GetString())), member, line, name),
            _ => throw Refused(name, line, new("data.expected.cell", ("column", member)), value.ValueKind.ToString()),
        };

    private static string Short(string text, string member, int line, string name) =>
        text.Length <= DelimitedText.LongestCell
            ? text
            : throw Refused(name, line, new("data.expected.cellOf", ("most", DelimitedText.LongestCell.ToString()), ("column", member)), $"{text.Length}");

    private static RefusedException Refused(string name, int line, Refusal expected, object received) =>
        new(new Refusal("data.table.line", ("expected", expected), ("name", name), ("line", line), RefusalValue.Of("received", received)));
}
