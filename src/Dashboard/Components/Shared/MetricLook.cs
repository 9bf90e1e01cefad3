using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Words about metrics that several pages share.</summary>
public static class MetricLook
{
    private static readonly TextResource Texts = new(typeof(SharedTexts));

    /// <summary>What a run's spark line shows: <c>Validation accuracy by epoch</c>.</summary>
    public static string ByEpoch(MetricSet measures) => Texts["ByEpoch", MetricWords.Title(measures.Primary)];

    /// <summary>The heading over values of what runs or versions are judged by: <c>Accuracy</c>; <c>Best</c> where they are judged by different
    /// metrics.</summary>
    public static string Heading(IEnumerable<MetricSpec> primary) =>
        primary.Select(m => m.Name).Distinct().ToList() is [var one] ? MetricWords.Short(one) : Texts["Best"];

    /// <summary>The better of two values; equal ones are better than neither.</summary>
    public static bool IsBetter(MetricSpec metric, double value, double than) => metric.Better == Direction.Smaller ? value < than : value > than;

    /// <summary>A value by which the best comes first in rising order; those without one come last.</summary>
    public static double Rank(MetricSpec metric, double? value) =>
        value is not { } v ? double.PositiveInfinity
        : metric.Better == Direction.Smaller ? v
        : -v;
}
