using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The callbacks of a spec. EarlyStopping and ReduceLROnPlateau begin anew with each stage, as with each fit in Keras; the best epoch goes
/// on.</summary>
public sealed class RunCallbacks
{
    public RunCallbacks(TrainingSpec run)
    {
        // "auto" asks a metric's own direction.
        var (specs, measures) = (run.Callbacks, MetricSet.Of(run));
        InOrder =
        [
            .. specs
                .Select(spec =>
                    spec.Class switch
                    {
                        "EarlyStopping" => EarlyStopping.Of(spec, measures),
                        "ReduceLROnPlateau" => (object?)ReduceLROnPlateau.Of(spec, measures),
                        _ => null,
                    }
                )
                .OfType<object>(),
        ];
        Schedulers = [.. specs.Where(spec => spec.Class == "LearningRateScheduler").Select(LearningRateScheduler.Of)];
        Best = BestEpoch.Of(run);
        SaveEverySteps = specs.Where(spec => spec.Class == "BackupAndRestore").Min(spec => (int?)spec.NumberOrNull("saveFreq"));
    }

    /// <summary>EarlyStopping and ReduceLROnPlateau, as the spec lists them.</summary>
    public IReadOnlyList<object> InOrder { get; }

    public IReadOnlyList<EarlyStopping> EarlyStoppings => [.. InOrder.OfType<EarlyStopping>()];

    public IReadOnlyList<ReduceLROnPlateau> ReduceLR => [.. InOrder.OfType<ReduceLROnPlateau>()];

    public IReadOnlyList<LearningRateScheduler> Schedulers { get; }

    /// <summary>The metrics that they watch.</summary>
    public IReadOnlyCollection<string> Watched =>
        [Best.Monitor, .. EarlyStoppings.Select(callback => callback.Monitor), .. ReduceLR.Select(callback => callback.Monitor)];

    /// <summary>Whether a callback moves the rate: only then Keras's history holds it.</summary>
    public bool MoveRate => Schedulers.Count > 0 || ReduceLR.Count > 0;

    public BestEpoch Best { get; }

    /// <summary>BackupAndRestore's <c>saveFreq</c>; null saves after each epoch only.</summary>
    public int? SaveEverySteps { get; }

    public void BeginStage()
    {
        foreach (var callback in EarlyStoppings)
        {
            callback.Reset();
        }
        foreach (var callback in ReduceLR)
        {
            callback.Reset();
        }
    }

    /// <summary>Counters of another run's callbacks go on where the same metric is watched; the best epoch begins anew.</summary>
    /// <param name="parent">That run's callbacks.</param>
    /// <param name="early">Whether EarlyStopping's go on.</param>
    /// <param name="rate">Whether ReduceLROnPlateau's go on.</param>
    public void Branch(CheckpointState state, RunCallbacks parent, bool early, bool rate)
    {
        foreach (var ((callback, before), saved) in EarlyStoppings.Zip(parent.EarlyStoppings).Zip(state.EarlyStopping))
        {
            if (early && callback.Monitor == before.Monitor)
            {
                callback.State = saved;
            }
        }
        foreach (var ((callback, before), saved) in ReduceLR.Zip(parent.ReduceLR).Zip(state.ReduceLR))
        {
            if (rate && callback.Monitor == before.Monitor)
            {
                callback.State = saved;
            }
        }
    }

    public void Restore(CheckpointState state)
    {
        Best.Restore(state.Best, state.History);
        foreach (var (callback, saved) in EarlyStoppings.Zip(state.EarlyStopping))
        {
            callback.State = saved;
        }
        foreach (var (callback, saved) in ReduceLR.Zip(state.ReduceLR))
        {
            callback.State = saved;
        }
    }
}
