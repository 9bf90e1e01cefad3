namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Batches in a given order, perhaps read ahead.</summary>
public interface IBatchReader : IDisposable
{
    /// <summary>The next batch: inputs as they are before augmentation and preprocessing, and targets. It belongs to the caller's dispose scope.</summary>
    /// <exception cref="Core.RefusedException">An example of this batch can't be read.</exception>
    Batch Next();
}
