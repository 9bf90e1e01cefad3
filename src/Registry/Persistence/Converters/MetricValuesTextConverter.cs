using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Registry.Persistence.Converters;

/// <summary>Metrics by name as one JSON object.</summary>
internal sealed class MetricValuesTextConverter()
    : ValueConverter<MetricValues, string>(
        metrics => JsonSerializer.Serialize(metrics, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<MetricValues>(text, JsonSerializerOptions.Default)!
    );
