using System.Collections.Concurrent;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>How far from Keras's own numbers each comparison lay at most: asserted here, and the rows of <c>docs/fidelity.md</c> (see
/// <see cref="FidelityReport"/>).</summary>
internal static class Fidelity
{
    private static readonly ConcurrentDictionary<(FidelitySection Section, string Subject, string Measure), (double Difference, double Allowed)> Worst = new();

    public static IEnumerable<FidelityRow> Rows =>
        Worst.Select(pair => new FidelityRow(pair.Key.Section, pair.Key.Subject, pair.Key.Measure, pair.Value.Difference, pair.Value.Allowed));

    /// <summary>Asserts that a difference is allowed and remembers the largest of its kind.</summary>
    public static void Check(FidelitySection section, string subject, string measure, double difference, double allowed)
    {
        Assert.True(difference <= allowed, $"{subject}, {measure}: difference {difference:g3}, allowed {allowed:g3}.");
        Worst.AddOrUpdate(
            (section, subject, measure),
            (difference, allowed),
            (_, before) => (Math.Max(before.Difference, difference), Math.Max(before.Allowed, allowed))
        );
    }

    /// <summary>Two tensors: the largest difference relative to the largest expected value.</summary>
    public static void Close(
        FidelitySection section,
        string subject,
        string measure,
        IReadOnlyList<float> expected,
        IReadOnlyList<float> actual,
        double allowed
    ) => Check(section, subject, measure, GoldenData.RelativeDifference(expected, actual), allowed);

    /// <summary>Two numbers, relative to the expected one where that is above <paramref name="floor"/>.</summary>
    public static void Close(FidelitySection section, string subject, string measure, double expected, double actual, double allowed, double floor = 1) =>
        Check(section, subject, measure, Math.Abs(expected - actual) / Math.Max(floor, Math.Abs(expected)), allowed);

    /// <summary>Something that must be the same to the last place: names, shapes, counts, configs.</summary>
    public static void Same<T>(FidelitySection section, string subject, string measure, T expected, T actual)
    {
        Assert.Equal(expected, actual);
        Check(section, subject, measure, 0, 0);
    }
}

/// <summary>The parts of <c>docs/fidelity.md</c>, in its order.</summary>
internal enum FidelitySection
{
    Backbones,
    Files,
    Training,
    Data,
    Evaluation,
}

internal sealed record FidelityRow(FidelitySection Section, string Subject, string Measure, double Difference, double Allowed);
