using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Metrics;

/// <summary>What a run measures, and the one metric that it is judged by. Stored with the run, so that whoever reads its values needs to know nothing of its
/// task.</summary>
/// <param name="Specs">In the order in which people see them, those of the validation data among them.</param>
/// <param name="Primary">The name of the metric that "best" is said of.</param>
public sealed record MetricSet(IReadOnlyList<MetricSpec> Specs, string Primary)
{
    /// <summary>What a run measured whose engine did not say: the metrics of image classification.</summary>
    public static MetricSet OfOlderRuns => ClassificationMetrics.Set;

    public MetricSpec PrimarySpec => this[Primary];

    public IEnumerable<string> Names => Specs.Select(s => s.Name);

    /// <summary>The metric of a name; where it is not listed, what its twin of the training or validation data says, else what the name says.</summary>
    public MetricSpec this[string name] =>
        Specs.FirstOrDefault(s => s.Name == name)
        ?? (
            Specs.FirstOrDefault(s => MetricNames.Training(s.Name) == MetricNames.Training(name)) is { } twin
                ? twin with
                {
                    Name = name,
                }
                : MetricSpec.ByName(name)
        );

    /// <summary>What a callback may watch, those of the validation data first.</summary>
    public IReadOnlyList<string> Monitors => [.. Names.Where(MetricNames.IsValidation), .. Names.Where(n => !MetricNames.IsValidation(n))];

    /// <summary>What a run of a spec measures, by its task: metrics of the whole set only where a callback watches one, or the primary one is of
    /// them.</summary>
    public static MetricSet Of(TrainingSpec spec) =>
        TaskCards.Find(spec.Task) is not { } card
            ? OfOlderRuns
            : Of(
                card.Metrics,
                NeedsWholeSet(card, [.. spec.Callbacks.Select(callback => callback.Text("monitor")).OfType<string>()]) ? card.OfWholeSet : [],
                card.PrimaryMetric
            );

    /// <summary>Whether epochs measure a task's metrics of the whole set.</summary>
    /// <param name="watched">What callbacks watch.</param>
    public static bool NeedsWholeSet(ITaskCard card, IReadOnlyCollection<string> watched) =>
        card.OfWholeSet.Any(metric => MetricNames.Validation(metric.Name) is var name && (name == card.PrimaryMetric || watched.Contains(name)));

    /// <summary>What callbacks of a spec may watch, by its task.</summary>
    public static MetricSet Watchable(TrainingSpec spec) =>
        TaskCards.Find(spec.Task) is { } card ? Of(card.Metrics, card.OfWholeSet, card.PrimaryMetric) : OfOlderRuns;

    /// <summary>The loss and the metrics of the training data, then those of the validation data.</summary>
    /// <param name="metrics">Measured on both, by their training names.</param>
    /// <param name="ofWholeSet">Measured on the validation data alone, by the same kind of names.</param>
    /// <param name="primary">As in the set: <c>val_accuracy</c>.</param>
    public static MetricSet Of(IReadOnlyList<MetricSpec> metrics, IReadOnlyList<MetricSpec> ofWholeSet, string primary)
    {
        MetricSpec[] training = [new(MetricNames.Loss, Direction.Smaller), .. metrics];
        return new([.. training, .. training.Concat(ofWholeSet).Select(m => m with { Name = MetricNames.Validation(m.Name) })], primary);
    }

    /// <summary>The metric to say of a run: the primary one, or <c>val_loss</c> where that was not measured; null where neither was.</summary>
    public MetricSpec? Shown(MetricValues values) =>
        values[Primary] is not null ? PrimarySpec
        : values[MetricNames.ValLoss] is not null ? this[MetricNames.ValLoss]
        : null;

    /// <summary>Names of the training metrics in order, one for each pair of training and validation.</summary>
    /// <param name="measured">Names of values that are at hand; those that are not listed come last.</param>
    public IReadOnlyList<string> Pairs(IEnumerable<string> measured) => [.. Names.Concat(measured).Select(MetricNames.Training).Distinct()];

    public bool Equals(MetricSet? other) => other is not null && Primary == other.Primary && Specs.SequenceEqual(other.Specs);

    public override int GetHashCode() => HashCode.Combine(Primary, Specs.Count);
}
