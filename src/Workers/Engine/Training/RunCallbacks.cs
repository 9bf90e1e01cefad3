using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The callbacks of a spec. EarlyStopping and ReduceLROnPlateau begin anew with each stage, as with each fit in Keras; the best epoch goes on.</summary>
public sealed class RunCallbacks
{
    public RunCallbacks(IReadOnlyList<ComponentSpec> specs)
    {
        InOrder = [.. specs.Select(spec => spec.Class switch
        {
            "EarlyStopping" => EarlyStopping.Of(spec),
            "ReduceLROnPlateau" => (object?)ReduceLROnPlateau.Of(spec),
            _ => null,
        }).OfType<object>()];
        Schedulers = [.. specs.Where(spec => spec.Class == "LearningRateScheduler").Select(LearningRateScheduler.Of)];
        Best = BestEpoch.Of(specs);
        SaveEverySteps = specs.Where(spec => spec.Class == "BackupAndRestore").Min(spec => (int?)spec.NumberOrNull("saveFreq"));
    }

    /// <summary>EarlyStopping and ReduceLROnPlateau, as the spec lists them.</summary>
    public IReadOnlyList<object> InOrder { get; }

    public IReadOnlyList<EarlyStopping> EarlyStoppings => [.. InOrder.OfType<EarlyStopping>()];

    public IReadOnlyList<ReduceLROnPlateau> ReduceLR => [.. InOrder.OfType<ReduceLROnPlateau>()];

    public IReadOnlyList<LearningRateScheduler> Schedulers { get; }

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

    public void Restore(CheckpointState state)
    {
        Best.State = state.Best;
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
