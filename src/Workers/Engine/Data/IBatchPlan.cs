namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Which examples an epoch sees, in which order and in which batches: it follows from the seed and the epoch alone, so that a resumed run sees what
/// the uninterrupted one would have seen.</summary>
public interface IBatchPlan
{
    /// <summary>Batches in an epoch.</summary>
    int Steps { get; }

    /// <param name="epoch">Counted through all stages, from 0.</param>
    IReadOnlyList<Draw[]> Epoch(int epoch);
}
