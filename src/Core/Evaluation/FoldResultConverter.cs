using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>A fold's result as files hold it. Programs up to 0.1 wrote <c>valAccuracy</c> and <c>valLoss</c> in the place of <c>metrics</c>; both are
/// read.</summary>
public sealed class FoldResultConverter : JsonConverter<FoldResult>
{
    public override FoldResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var stored = JsonSerializer.Deserialize<Stored>(ref reader, options) ?? throw new JsonException("Expected a fold's result; received null.");
        var metrics = stored.Metrics ?? MetricValues.Of((ClassificationMetrics.ValAccuracy, stored.ValAccuracy), (MetricNames.ValLoss, stored.ValLoss));
        return new(stored.Fold, stored.Status, stored.Epochs, stored.BestEpoch, stored.BestValue, metrics, stored.Training, stored.Validation, stored.Seconds);
    }

    public override void Write(Utf8JsonWriter writer, FoldResult value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            new Stored(
                value.Fold,
                value.Status,
                value.Epochs,
                value.BestEpoch,
                value.BestValue,
                value.Metrics,
                value.Training,
                value.Validation,
                value.Seconds
            ),
            options
        );

    private sealed record Stored(
        int Fold,
        string Status,
        int Epochs,
        int? BestEpoch,
        double? BestValue,
        MetricValues? Metrics,
        int Training,
        int Validation,
        double Seconds,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ValAccuracy = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ValLoss = null
    );
}
