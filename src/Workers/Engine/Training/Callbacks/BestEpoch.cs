using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>
/// Knows the best epoch of a run, as Keras's <c>ModelCheckpoint(save_best_only=True)</c> does (https://keras.io/api/callbacks/model_checkpoint/);
/// but a value that is not finite is never best. It goes on through all stages.
/// </summary>
/// <param name="monitor">The metric's name.</param>
/// <param name="mode">auto, min or max.</param>
/// <param name="measures">What the run measures, for <c>auto</c>; null where only the name is known.</param>
public sealed class BestEpoch(string monitor = "val_loss", string mode = "auto", MetricSet? measures = null)
{
    private readonly bool _larger = MonitorMode.LargerIsBetter(mode, monitor, measures);

    public string Monitor => monitor;

    /// <summary>Whether a larger value is better.</summary>
    public bool Maximizes => _larger;

    /// <summary>The best value so far and its epoch.</summary>
    public BestEpochState State { get; set; } = new(null, null);

    /// <summary>Watches what the run's ModelCheckpoint watches, else what its EarlyStopping watches, else <c>val_loss</c>.</summary>
    public static BestEpoch Of(IReadOnlyList<ComponentSpec> callbacks, MetricSet? measures = null)
    {
        var spec = callbacks.FirstOrDefault(c => c.Class == "ModelCheckpoint") ?? callbacks.FirstOrDefault(c => c.Class == "EarlyStopping");
        return spec is null ? new BestEpoch(measures: measures) : new BestEpoch(spec.Text("monitor", "val_loss")!, spec.Text("mode", "auto")!, measures);
    }

    /// <summary>Takes an epoch's value; true if it is the best so far.</summary>
    public bool EpochEnd(int epoch, double value)
    {
        if (!double.IsFinite(value) || (State.Value is { } best && !(_larger ? value > best : value < best)))
        {
            return false;
        }
        State = new BestEpochState(value, epoch);
        return true;
    }
}
