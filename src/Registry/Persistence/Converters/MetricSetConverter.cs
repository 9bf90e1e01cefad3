using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Registry.Persistence.Converters;

/// <summary>What a run measures as JSON; the empty text for <see cref="MetricSet.OfOlderRuns"/>, so that most rows stay short.</summary>
internal sealed class MetricSetConverter() : ValueConverter<MetricSet, string>(measures => Write(measures), text => Read(text))
{
    private static string Write(MetricSet measures) =>
        measures.Equals(MetricSet.OfOlderRuns) ? "" : JsonSerializer.Serialize(new Stored(measures.Specs, measures.Primary), JsonSerializerOptions.Web);

    private static MetricSet Read(string text) =>
        text.Length > 0 && JsonSerializer.Deserialize<Stored>(text, JsonSerializerOptions.Web) is { } stored
            ? new(stored.Specs, stored.Primary)
            : MetricSet.OfOlderRuns;

    private sealed record Stored(IReadOnlyList<MetricSpec> Specs, string Primary);
}
