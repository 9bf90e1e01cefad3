using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Tasks;
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

    /// <summary>Whether the last epoch is the best where none has a value: what a task judges by may not be defined on the validation data. Default
    /// false.</summary>
    public bool TakesAny { get; init; }

    /// <summary>The best value so far and its epoch.</summary>
    public BestEpochState State { get; set; } = new(null, null);

    /// <summary>Watches what the run's ModelCheckpoint watches; else the primary metric, where its task says so (<see cref="ITaskCard.IsBestByPrimary"/>), else
    /// what its EarlyStopping watches, else <c>val_loss</c>.</summary>
    public static BestEpoch Of(TrainingSpec spec)
    {
        var measures = MetricSet.Of(spec);
        ComponentSpec? First(string name) => spec.Callbacks.FirstOrDefault(c => c.Class == name);
        var callback = First("ModelCheckpoint");
        if (callback is null && TaskCards.Find(spec.Task)?.IsBestByPrimary is true)
        {
            return new BestEpoch(measures.Primary, measures: measures) { TakesAny = true };
        }
        callback ??= First("EarlyStopping");
        return callback is null
            ? new BestEpoch(measures: measures)
            : new BestEpoch(callback.Text("monitor", "val_loss")!, callback.Text("mode", "auto")!, measures);
    }

    /// <summary>Goes on from a checkpoint. One that was written when another metric was watched knows the same epoch by that one's value.</summary>
    public void Restore(BestEpochState state, HistoryJson history)
    {
        var at = state.Epoch is { } epoch ? history.Epoch.ToList().IndexOf(epoch) : -1;
        State =
            at >= 0 && history.History.TryGetValue(monitor, out var values) && values.ElementAtOrDefault(at) is { } value
                ? state with
                {
                    Value = value,
                }
                : state;
    }

    /// <summary>Takes an epoch's value; true if it is the best so far.</summary>
    public bool EpochEnd(int epoch, double value)
    {
        if (TakesAny && !double.IsFinite(value) && State.Value is null)
        {
            State = new BestEpochState(null, epoch);
            return true;
        }
        if (!double.IsFinite(value) || (State.Value is { } best && !(_larger ? value > best : value < best)))
        {
            return false;
        }
        State = new BestEpochState(value, epoch);
        return true;
    }
}
