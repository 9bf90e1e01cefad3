using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>Reads a <see cref="PredictionsFile"/> line by line.</summary>
internal sealed class PredictionsReader(Stream file, string name)
{
    private const int Format = 1;
    private readonly ByteLines _lines = new(file);
    private int _line;

    public PredictionsHeader Header()
    {
        if (!Next(out var line))
            throw new RefusedException(new Refusal("predictions.empty", ("file", name)));
        try
        {
            using var json = JsonDocument.Parse(line.ToArray());
            var root = json.RootElement;
            var format = root.GetProperty("format").GetInt32();
            if (format > Format)
                throw new RefusedException(new Refusal("predictions.newer", ("known", $"{Format}"), ("file", name), ("format", $"{format}")));
            var outputs = root.GetProperty("outputs").GetString();
            var rows = root.GetProperty("rows").GetInt32();
            if (outputs is not ("float32" or "float64") || rows < 0 || format < 1)
                throw Damaged(new("predictions.firstLine"), line);
            return new(
                [.. root.GetProperty("names").EnumerateArray().Select(n => n.GetString() ?? throw new FormatException())],
                rows,
                Optional(root, "loss")?.GetDouble(),
                Optional(root, "epoch")?.GetInt32(),
                Optional(root, "modelFold")?.GetInt32(),
                outputs == "float32"
            );
        }
        catch (Exception e) when (IsOfText(e))
        {
            throw Damaged(new("predictions.firstLine"), line);
        }
    }

    /// <summary>All rows, after the header.</summary>
    public PredictionRow[] Rows(PredictionsHeader header)
    {
        // What a header says is not believed before the rows are there.
        var rows = new List<PredictionRow>();
        for (var i = 0; i < header.Rows; i++)
        {
            if (!Next(out var line))
                throw Short(header, i);
            rows.Add(Row(line, header.IsFloat32));
        }
        return [.. rows];
    }

    public void RequireEnd(PredictionsHeader header)
    {
        if (Next(out _))
            throw new RefusedException(new Refusal("predictions.more", ("rows", $"{header.Rows}"), ("file", name)));
    }

    private bool Next(out ReadOnlySpan<byte> line)
    {
        _line++;
        return _lines.Next(out line);
    }

    private PredictionRow Row(ReadOnlySpan<byte> line, bool isFloat32)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            string? of = null;
            double[]? target = null,
                output = null;
            double? weight = null;
            int? fold = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = reader.GetString();
                reader.Read();
                switch (member)
                {
                    case "name":
                        of = reader.GetString();
                        break;
                    case "target":
                        target = Numbers(ref reader, false);
                        break;
                    case "output":
                        output = Numbers(ref reader, isFloat32);
                        break;
                    case "weight":
                        weight = reader.GetDouble();
                        break;
                    case "fold":
                        fold = reader.GetInt32();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
            // Anything behind the object is a fault of the reader's.
            while (reader.Read())
                throw new FormatException();
            return new(of ?? throw new FormatException(), target ?? throw new FormatException(), output ?? throw new FormatException())
            {
                Weight = weight,
                Fold = fold,
            };
        }
        catch (Exception e) when (IsOfText(e))
        {
            throw Damaged(new("predictions.rowLine"), line);
        }
    }

    private static double[] Numbers(ref Utf8JsonReader reader, bool isFloat32)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException();
        var numbers = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var number = isFloat32 ? reader.GetSingle() : reader.GetDouble();
            if (!double.IsFinite(number))
                throw new FormatException();
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static JsonElement? Optional(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool IsOfText(Exception e) =>
        e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException;

    private RefusedException Short(PredictionsHeader header, int rows) =>
        new(new Refusal("predictions.short", ("rows", $"{header.Rows}"), ("file", name), ("received", $"{rows}")));

    private RefusedException Damaged(Refusal expected, ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
        return new(
            new Refusal(
                "predictions.damaged",
                ("expected", expected),
                ("line", $"{_line}"),
                ("file", name),
                ("received", line.Length > 80 ? text + "..." : text)
            )
        );
    }
}
