using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>
/// Stops when a metric no longer improves, and may go back to the best epoch's weights (https://keras.io/api/callbacks/early_stopping/).
/// Unlike Keras, a first value that is not finite is not kept as the best.
/// </summary>
/// <param name="monitor">The metric's name, such as <c>val_loss</c>.</param>
/// <param name="minDelta">Smaller changes are no improvement.</param>
/// <param name="patience">Epochs without improvement that are allowed.</param>
/// <param name="mode">auto, min or max.</param>
/// <param name="baseline">The wait only ends for values better than this.</param>
/// <param name="restoreBestWeights">Go back to the best epoch's weights when training ends.</param>
/// <param name="startFromEpoch">Epochs before this one are not watched.</param>
/// <param name="measures">What the run measures, for <c>auto</c>; null where only the name is known.</param>
public sealed class EarlyStopping(
    string monitor = "val_loss",
    double minDelta = 0,
    int patience = 0,
    string mode = "auto",
    double? baseline = null,
    bool restoreBestWeights = false,
    int startFromEpoch = 0,
    MetricSet? measures = null
)
{
    private readonly bool _larger = MonitorMode.LargerIsBetter(mode, monitor, measures);

    public string Monitor => monitor;

    public bool RestoreBestWeights => restoreBestWeights;

    /// <summary>What must survive a resume. Best weights are kept by the caller.</summary>
    public EarlyStoppingState State { get; set; } = EarlyStoppingState.Begin;

    public static EarlyStopping Of(ComponentSpec spec, MetricSet? measures = null) =>
        new(
            spec.Text("monitor", "val_loss")!,
            spec.Number("minDelta", 0),
            spec.Whole("patience", 0),
            spec.Text("mode", "auto")!,
            spec.NumberOrNull("baseline"),
            spec.Flag("restoreBestWeights", false),
            spec.Whole("startFromEpoch", 0),
            measures
        );

    /// <summary>A new fit begins.</summary>
    public void Reset() => State = EarlyStoppingState.Begin;

    /// <summary>Takes an epoch's value. Says whether its weights are to be kept as the best, and whether to stop.</summary>
    public (bool KeepWeights, bool Stop) EpochEnd(int epoch, double value)
    {
        if (epoch < startFromEpoch)
        {
            return (false, false);
        }
        var keep = false;
        if (restoreBestWeights && !State.HasWeights)
        {
            // Until something improves, the first weights seen are the best.
            State = State with
            {
                HasWeights = true,
                BestEpoch = epoch,
            };
            keep = true;
        }
        State = State with { Wait = State.Wait + 1 };
        if (double.IsFinite(value) && Improves(value, State.Best))
        {
            State = State with { Best = value, BestEpoch = epoch };
            if (baseline is null || Improves(value, baseline))
            {
                State = State with { Wait = 0 };
            }
            return (restoreBestWeights, false);
        }
        if (State.Wait >= patience && epoch > 0)
        {
            State = State with { StoppedEpoch = epoch };
            return (keep, true);
        }
        return (keep, false);
    }

    private bool Improves(double value, double? reference) => reference is not { } than || (_larger ? value - minDelta > than : value + minDelta < than);
}
