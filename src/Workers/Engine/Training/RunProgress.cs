namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Where a run stands: all that it counts and has measured.</summary>
internal sealed class RunProgress
{
    /// <summary>The stage that runs, from 0.</summary>
    public int Stage { get; set; }

    /// <summary>The epoch that runs, or runs next; counted through all stages, from 0.</summary>
    public int Epoch { get; private set; }

    /// <summary>The epoch at which the stage began.</summary>
    public int StageFirst { get; private set; }

    /// <summary>Steps done of the epoch.</summary>
    public int Step { get; private set; }

    /// <summary>Of those steps.</summary>
    public EpochSums Sums { get; private set; } = new();

    /// <summary>Whether the stage's last epoch is done, though perhaps not yet its ending (best weights back).</summary>
    public bool StageEnded { get; private set; }

    /// <summary>Whether EarlyStopping ended the stage.</summary>
    public bool StoppedEarly { get; private set; }

    /// <summary>Of the stage's frozen weights at its beginning.</summary>
    public string FrozenHash { get; set; } = "";

    public RunHistory History { get; private set; } = new();

    public void BeginStage() => (StageFirst, Step, Sums, StageEnded, StoppedEarly) = (Epoch, 0, new EpochSums(), false, false);

    public void EndStage() => StageEnded = false;

    /// <summary>Steps of the epoch are done.</summary>
    public void Advance(int step, EpochSums sums) => (Step, Sums) = (step, sums);

    /// <summary>The epoch is done.</summary>
    /// <param name="stopped">Whether EarlyStopping ends the stage with it.</param>
    /// <param name="epochs">The stage's.</param>
    public void EndEpoch(bool stopped, int epochs)
    {
        Epoch++;
        (Step, Sums, StoppedEarly) = (0, new EpochSums(), stopped);
        StageEnded = stopped || Epoch - StageFirst >= epochs;
    }

    /// <summary>Goes on from where another run stood after an epoch.</summary>
    /// <param name="stoppedEarly">Whether that run's early end of the stage stands.</param>
    /// <param name="epochs">The stage's.</param>
    public void Branch(CheckpointState state, bool stoppedEarly, int epochs)
    {
        Restore(state);
        StoppedEarly = stoppedEarly;
        StageEnded = stoppedEarly || Epoch - StageFirst >= epochs;
    }

    public void Restore(CheckpointState state)
    {
        History = RunHistory.FromJson(state.History);
        (Epoch, StageFirst, Step, Sums) = (state.Epoch, state.StageFirstEpoch, state.Step, state.Sums);
        (StageEnded, StoppedEarly, FrozenHash) = (state.StageEnded, state.StoppedEarly, state.FrozenHash);
    }
}
