using System.Buffers;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The line of an <see cref="EpochEvent"/>: its metrics stand among the members, so that no serializer's contract fits it.</summary>
internal static class EpochEventJson
{
    /// <summary>What every such line holds.</summary>
    public const string Mark = "\"epoch\"";

    private const string Kind = "kind",
        Time = "time",
        Epoch = "epoch",
        Stage = "stage",
        LearningRate = "learning_rate",
        Seconds = "seconds",
        FrozenHash = "frozenHash",
        ImagesPerSecond = "imagesPerSecond",
        Fold = "fold",
        NonFinite = "nonFinite";

    private static readonly HashSet<string> Members = [Kind, Time, Epoch, Stage, LearningRate, Seconds, FrozenHash, ImagesPerSecond, Fold, NonFinite];

    /// <exception cref="ArgumentException">One is called like a member of the line.</exception>
    public static MetricValues WithoutMembers(MetricValues metrics) =>
        metrics.Names.FirstOrDefault(Members.Contains) is { } taken
            ? throw new ArgumentException(
                $"Expected names of metrics other than those of an epoch's members ({string.Join(", ", Members)}); received \"{taken}\".",
                nameof(metrics)
            )
            : metrics;

    /// <param name="e">With finite numbers only.</param>
    public static string Write(EpochEvent e)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString(Kind, Epoch);
            writer.WriteString(Time, e.Time);
            writer.WriteNumber(Epoch, e.Epoch);
            writer.WriteNumber(Stage, e.Stage);
            foreach (var (name, value) in e.Metrics)
                MetricValuesConverter.WriteNumber(writer, name, value);
            MetricValuesConverter.WriteNumber(writer, LearningRate, e.LearningRate);
            writer.WriteNumber(Seconds, e.Seconds);
            writer.WriteString(FrozenHash, e.FrozenHash);
            writer.WriteNumber(ImagesPerSecond, e.ImagesPerSecond);
            if (e.Fold is { } fold)
                writer.WriteNumber(Fold, fold);
            if (e.NonFinite)
                writer.WriteBoolean(NonFinite, true);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    /// <returns>Null for a line of another kind.</returns>
    /// <exception cref="JsonException">The line is no JSON, or a member is not what it must be.</exception>
    public static EpochEvent? TryRead(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty(Kind, out var kind)
            || kind.ValueKind != JsonValueKind.String
            || kind.GetString() != Epoch
        )
            return null;
        try
        {
            return new(
                Of(Epoch)?.GetInt32() ?? 0,
                Of(Stage)?.GetInt32() ?? 0,
                Metrics(root),
                Of(LearningRate)?.GetDouble(),
                Of(Seconds)?.GetDouble() ?? 0,
                Of(FrozenHash)?.GetString() ?? "",
                Of(ImagesPerSecond)?.GetDouble() ?? 0
            )
            {
                Time = Of(Time)?.GetDateTimeOffset() ?? default,
                Fold = Of(Fold)?.GetInt32(),
                NonFinite = Of(NonFinite)?.GetBoolean() ?? false,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException(e.Message, e);
        }

        JsonElement? Of(string name) => root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    // What a newer engine adds and is no number is none of a metric.
    private static MetricValues Metrics(JsonElement root)
    {
        var values = new OrderedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name.Length == 0 || Members.Contains(member.Name))
                continue;
            if (member.Value.ValueKind == JsonValueKind.Number)
                values[member.Name] = member.Value.GetDouble();
            else if (member.Value.ValueKind == JsonValueKind.Null)
                values[member.Name] = null;
        }
        return new(values);
    }
}
