using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Host.Judging;

/// <summary>Reads <c>{"y_true", "y_prob" or "y_pred", "classNames", "threshold"}</c>; members that it does not know are passed over.</summary>
internal static class GivenJson
{
    // What one array of .NET may hold, and more than a person has predictions.
    private const long MostBytes = 1L << 30;

    public static GivenTable Read(string path)
    {
        var source = Path.GetFileName(path);
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new RefusedException(
                new Refusal(
                    "command.given.jsonTooLarge",
                    ("most", $"{MostBytes >> 20}"),
                    ("source", source),
                    ("received", $"{new FileInfo(path).Length >> 20}")
                )
            );
        }
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new RefusedException(new Refusal("command.given.jsonObject", ("source", source), ("received", Kind(root))));
            }
            return new GivenTable(source)
            {
                // Also as predict --json has them, and as a number of them.
                Names =
                    Names(root, "classNames", source)
                    ?? (Member(root, "classes") is { ValueKind: JsonValueKind.Array } ? Names(root, "classes", source) : Numbered(root, source)),
                Files = Names(root, "files", source),
                Truth = Column(root, "y_true", source),
                Probabilities = Column(root, "y_prob", source),
                Answers = Column(root, "y_pred", source),
                Thresholds = Thresholds(root, "threshold", source) ?? Thresholds(root, "thresholds", source),
            };
        }
        catch (JsonException e)
        {
            throw new RefusedException(new Refusal("command.given.json", ("source", source), ("fault", e.Message)));
        }
    }

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string[]? Names(JsonElement root, string name, string source) =>
        Member(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
        : throw new RefusedException(new Refusal("command.given.listOfNames", ("name", name), ("source", source), ("received", Kind(value))));

    private static string[]? Numbered(JsonElement root, string source) =>
        Member(root, "classes") is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 1 and <= 1_000_000
            ? [.. Enumerable.Range(0, count).Select(c => FormattableString.Invariant($"{c}"))]
        : throw new RefusedException(new Refusal("command.given.classes", ("source", source), ("received", Kind(value))));

    private static double[]? Thresholds(JsonElement root, string name, string source) =>
        Member(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? [value.GetDouble()]
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number)
            ? [.. value.EnumerateArray().Select(v => v.GetDouble())]
        : throw new RefusedException(new Refusal("command.given.numberOrMany", ("name", name), ("source", source), ("received", Kind(value))));

    private static GivenColumn? Column(JsonElement root, string name, string source)
    {
        if (Member(root, name) is not { } value)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new RefusedException(new Refusal("command.given.list", ("name", name), ("source", source), ("received", Kind(value))));
        }
        var rows = value.EnumerateArray().ToList();
        if (rows.Count > 0 && rows.TrueForAll(row => row.ValueKind == JsonValueKind.String))
        {
            return new GivenColumn([.. rows.Select(row => row.GetString()!)], null) { IsSingle = true };
        }
        var areSingle = rows.Count > 0 && rows[0].ValueKind != JsonValueKind.Array;
        return new GivenColumn(null, [.. rows.Select((row, i) => Row(row, areSingle, name, i, source))]) { IsSingle = areSingle };
    }

    private static double[] Row(JsonElement row, bool isSingle, string name, int index, string source)
    {
        if (isSingle)
        {
            return [Number(row, name, index, source)];
        }
        return row.ValueKind == JsonValueKind.Array
            ? [.. row.EnumerateArray().Select(value => Number(value, name, index, source))]
            : throw new RefusedException(
                new Refusal("command.given.listOfNumbers", ("name", name), ("row", $"{index + 1}"), ("source", source), ("received", Kind(row)))
            );
    }

    private static double Number(JsonElement value, string name, int index, string source) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => throw new RefusedException(
                new Refusal("command.given.numberInRow", ("name", name), ("row", $"{index + 1}"), ("source", source), ("received", Kind(value)))
            ),
        };

    private static string Kind(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 80 ? text : text[..80] + "...";
    }
}
