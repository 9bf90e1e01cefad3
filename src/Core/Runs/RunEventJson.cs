using System.Text.Json;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

public static class RunEventJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    public static string Write(RunEvent e) =>
        Finite(e) switch
        {
            EpochEvent epoch => EpochEventJson.Write(epoch),
            var other => JsonSerializer.Serialize(other, Options),
        };

    /// <summary>The same event with each number that is not finite as null (or 0 where null is not allowed) and <see cref="RunEvent.NonFinite"/> set.</summary>
    public static RunEvent Finite(RunEvent e)
    {
        var lost = false;
        double? Maybe(double? value) => value is { } number && !double.IsFinite(number) ? Lost() : value;
        double Number(double value) => Maybe(value) ?? 0;
        MetricValues Values(MetricValues values)
        {
            var kept = values.Finite();
            lost |= !ReferenceEquals(kept, values);
            return kept;
        }
        double? Lost()
        {
            lost = true;
            return null;
        }
        var finite = e switch
        {
            StageEvent s => s with { LearningRate = Number(s.LearningRate) },
            ProgressEvent p => p with { Loss = Maybe(p.Loss), ImagesPerSecond = Number(p.ImagesPerSecond), SecondsLeft = Maybe(p.SecondsLeft) },
            EpochEvent p => p with
            {
                Metrics = Values(p.Metrics),
                LearningRate = Maybe(p.LearningRate),
                Seconds = Number(p.Seconds),
                ImagesPerSecond = Number(p.ImagesPerSecond),
            },
            FoldEvent f => f with { Result = f.Result with { BestValue = Maybe(f.Result.BestValue), Metrics = Values(f.Result.Metrics) } },
            FinishedEvent f => f with { BestValue = Maybe(f.BestValue) },
            _ => e,
        };
        return lost ? finite with { NonFinite = true } : finite;
    }

    /// <summary>The event, or null for a line that is none.</summary>
    public static RunEvent? TryRead(string line)
    {
        try
        {
            return line.Contains(EpochEventJson.Mark, StringComparison.Ordinal) && EpochEventJson.TryRead(line) is { } epoch
                ? epoch
                : JsonSerializer.Deserialize<RunEvent>(line, Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
