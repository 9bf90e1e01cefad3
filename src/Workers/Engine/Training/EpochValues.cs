using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>An epoch's metrics by Keras's names, those of training first, each part sorted by name, as Keras's History has them.</summary>
internal static class EpochValues
{
    private const string Validation = "val_";

    /// <param name="training">Sums of the epoch's training steps.</param>
    /// <param name="validation">Sums over the validation examples.</param>
    /// <param name="predictions">What was said of them: metrics of the whole set are made of it.</param>
    /// <param name="watched">What callbacks watch: see <see cref="MetricSet.NeedsWholeSet"/>.</param>
    public static IReadOnlyList<(string Name, double Value)> Of(
        ITaskCard card,
        IObjective objective,
        EpochSums training,
        EpochSums validation,
        Predictions predictions,
        IReadOnlyCollection<string> watched
    )
    {
        var ofWhole = MetricSet.NeedsWholeSet(card, watched)
            ? card.OfWholeSet.Where(metric => card.Metrics.All(known => known.Name != metric.Name)).ToList()
            : [];
        var whole = ofWhole.Count == 0 ? null : card.Report(predictions, null).Over();
        return
        [
            .. Sorted([(EpochSums.Loss, training.MeanLoss), .. objective.Values(training)]),
            .. Sorted([
                    (EpochSums.Loss, validation.MeanLoss),
                    .. objective.Values(validation),
                    .. ofWhole.Select(metric => (metric.Name, whole!.GetValueOrDefault(metric.Name) ?? double.NaN)),
                ])
                .Select(value => (Validation + value.Name, value.Value)),
        ];
    }

    /// <exception cref="RefusedException">The task measures no such metric.</exception>
    public static double Named(IReadOnlyList<(string Name, double Value)> values, string name) =>
        values.FirstOrDefault(value => value.Name == name) is { Name: not null, Value: var value }
            ? value
            : throw new RefusedException(
                new Refusal("trainer.monitor.unknown", ("known", string.Join(", ", values.Select(known => known.Name))), ("received", name))
            );

    private static IEnumerable<(string Name, double Value)> Sorted(IEnumerable<(string Name, double Value)> values) =>
        values.OrderBy(value => value.Name, StringComparer.Ordinal);
}
