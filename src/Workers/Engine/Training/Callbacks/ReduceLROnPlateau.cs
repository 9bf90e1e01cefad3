using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>Lowers the learning rate when a metric stalls (https://keras.io/api/callbacks/reduce_lr_on_plateau/).</summary>
/// <param name="monitor">The metric's name.</param>
/// <param name="factor">The new rate is the old one times this.</param>
/// <param name="patience">Epochs without improvement before the rate falls.</param>
/// <param name="mode">auto, min or max.</param>
/// <param name="minDelta">Smaller changes are no improvement.</param>
/// <param name="cooldown">Epochs after a fall in which nothing is counted.</param>
/// <param name="minLr">The rate never falls below this.</param>
/// <param name="measures">What the run measures, for <c>auto</c>; null where only the name is known.</param>
public sealed class ReduceLROnPlateau(
    string monitor = "val_loss",
    double factor = 0.1,
    int patience = 10,
    string mode = "auto",
    double minDelta = 1e-4,
    int cooldown = 0,
    double minLr = 0,
    MetricSet? measures = null
)
{
    private readonly bool _larger = MonitorMode.LargerIsBetter(mode, monitor, measures);

    public string Monitor => monitor;

    /// <summary>What must survive a resume.</summary>
    public ReduceLROnPlateauState State { get; set; } = ReduceLROnPlateauState.Begin;

    public static ReduceLROnPlateau Of(ComponentSpec spec, MetricSet? measures = null) =>
        new(
            spec.Text("monitor", "val_loss")!,
            spec.Number("factor", 0.1),
            spec.Whole("patience", 10),
            spec.Text("mode", "auto")!,
            spec.Number("minDelta", 1e-4),
            spec.Whole("cooldown", 0),
            spec.Number("minLr", 0),
            measures
        );

    /// <summary>A new fit begins.</summary>
    public void Reset() => State = ReduceLROnPlateauState.Begin;

    /// <summary>Takes an epoch's value and gives the rate for the next epoch.</summary>
    public float EpochEnd(double value, float learningRate)
    {
        if (State.Cooldown > 0)
        {
            State = State with { Cooldown = State.Cooldown - 1, Wait = 0 };
        }
        if (double.IsFinite(value) && (State.Best is not { } best || (_larger ? value > best + minDelta : value < best - minDelta)))
        {
            State = State with { Best = value, Wait = 0 };
            return learningRate;
        }
        if (State.Cooldown > 0)
        {
            return learningRate;
        }
        State = State with { Wait = State.Wait + 1 };
        if (State.Wait < patience || learningRate <= (float)minLr)
        {
            return learningRate;
        }
        State = State with { Cooldown = cooldown, Wait = 0 };
        return (float)Math.Max(learningRate * factor, minLr);
    }
}
