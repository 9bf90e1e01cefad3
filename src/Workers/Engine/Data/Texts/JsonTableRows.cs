using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Objects of a JSON file, one a line or all in a list, as rows: a cell a member. A list of texts is one cell with <c>|</c> between them; what is
/// neither text, number nor list of texts is its JSON.</summary>
internal static class JsonTableRows
{
    /// <summary>Most members that are read as columns; later ones are passed over.</summary>
    public const int MostMembers = 256;

    private const int MostDepth = 16,
        MostCell = 1 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth };

    /// <summary>The names of all members, as they come, and how many objects there are.</summary>
    public static IReadOnlyList<string> Members(IEnumerable<(int Line, IReadOnlyDictionary<string, string>? Object)> objects, int most)
    {
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, one) in objects.Take(most))
        {
            foreach (var name in one?.Keys ?? [])
            {
                if (names.Count < MostMembers && known.Add(name))
                {
                    names.Add(name);
                }
            }
        }
        return names;
    }

    public static IEnumerable<TableRow> Rows(IEnumerable<(int Line, IReadOnlyDictionary<string, string>? Object)> objects, IReadOnlyList<string> members)
    {
        foreach (var (line, one) in objects)
        {
            yield return one is null
                ? new TableRow(line, [], RowFaults.Json)
                : new TableRow(line, [.. members.Select(member => one.GetValueOrDefault(member, ""))]);
        }
    }

    /// <summary>An object a line; null for a line that is none. What is no text is not among them.</summary>
    public static IEnumerable<(int Line, IReadOnlyDictionary<string, string>? Object)> Lines(IEnumerable<TextLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Fault is null && string.IsNullOrWhiteSpace(line.Text))
            {
                continue;
            }
            yield return (line.Number, line.Fault is null ? Parsed(line.Text) : null);
        }
    }

    /// <summary>The objects of a list; of each its place is its line. Memory stays at the longest object.</summary>
    /// <exception cref="RefusedException">It is no JSON list.</exception>
    public static IEnumerable<(int Line, IReadOnlyDictionary<string, string>? Object)> List(Stream stream, string name, long mostBytes)
    {
        var tokens = new JsonTokens(stream, name, mostBytes);
        tokens.Need();
        if (tokens.Type != JsonTokenType.StartArray)
        {
            throw new RefusedException(new Refusal("texts.table.list", ("name", name)));
        }
        for (var place = 1; ; place++)
        {
            tokens.Need();
            if (tokens.Type == JsonTokenType.EndArray)
            {
                yield break;
            }
            if (tokens.Type != JsonTokenType.StartObject)
            {
                tokens.Skip();
                yield return (place, null);
                continue;
            }
            yield return (place, Object(tokens));
        }
    }

    private static Dictionary<string, string> Object(JsonTokens tokens)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            tokens.Need();
            if (tokens.Type == JsonTokenType.EndObject)
            {
                return cells;
            }
            var member = tokens.Text();
            tokens.Need();
            var cell = tokens.Type switch
            {
                JsonTokenType.String or JsonTokenType.Number => tokens.Text(),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                JsonTokenType.StartArray => Texts(tokens),
                _ => "",
            };
            if (tokens.Type == JsonTokenType.StartObject)
            {
                tokens.Skip();
            }
            if (cells.Count < MostMembers)
            {
                cells[member] = cell;
            }
        }
    }

    private static string Texts(JsonTokens tokens)
    {
        var joined = new StringBuilder();
        while (true)
        {
            tokens.Need();
            switch (tokens.Type)
            {
                case JsonTokenType.EndArray:
                    return joined.ToString();
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    tokens.Skip();
                    break;
                case JsonTokenType.String or JsonTokenType.Number when joined.Length < MostCell:
                    joined.Append(joined.Length == 0 ? "" : "|").Append(tokens.Text());
                    break;
            }
        }
    }

    private static Dictionary<string, string>? Parsed(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject().Take(MostMembers))
            {
                cells[member.Name] = Cell(member.Value);
            }
            return cells;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half of a character in an escape is only found when its text is asked for.
            return null;
        }
    }

    private static string Cell(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array when value.EnumerateArray().All(part => part.ValueKind is JsonValueKind.String or JsonValueKind.Number) => string.Join(
                '|',
                value.EnumerateArray().Select(part => part.ToString())
            ),
            _ => value.GetRawText(),
        };
}
