namespace MlOpsDashboard.Core.Runs;

/// <summary>What a worker needs to begin or go on with a run.</summary>
/// <param name="Token">Fencing token; every write carries it.</param>
public sealed record RunLease(RunId Run, int Number, long Token, int Attempt, string SpecJson, DatasetVersionId DatasetVersion);

/// <summary>The only door through which workers write to runs. Every write is fenced by the lease's token: a worker that lost its lease gets <c>false</c> and must end its child.</summary>
public interface IRunLedger
{
    /// <summary>Takes the run for this node, or null where another holds it or there is nothing to do.</summary>
    Task<RunLease?> AcquireAsync(RunId run, string node, CancellationToken cancellationToken);

    /// <summary>Renews the lease.</summary>
    /// <returns>The status as others see it (Stopping asks the worker to end the child), or null where the lease is lost.</returns>
    Task<RunStatus?> HeartbeatAsync(RunLease lease, CancellationToken cancellationToken);

    /// <summary>Stores events in one transaction, keyed so that the same epoch is never counted twice (a resumed run may send an epoch again: it replaces).</summary>
    Task<bool> AppendAsync(RunLease lease, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken);

    /// <summary>Ends the run. <paramref name="files"/>: what is kept of it.</summary>
    Task<bool> FinishAsync(RunLease lease, RunStatus status, string? detail, RunOutputs? files, CancellationToken cancellationToken);

    /// <summary>Gives the run back to be resumed.</summary>
    Task<bool> InterruptAsync(RunLease lease, string reason, CancellationToken cancellationToken);

    /// <summary>Runs that were active under a lease that has run out, or of the named node (after its restart): marked Interrupted and returned for rescheduling. Queued ones without a job are returned too.</summary>
    Task<IReadOnlyList<RunId>> RecoverAsync(string? restartedNode, CancellationToken cancellationToken);
}

/// <summary>Files of a finished run, already in the artifact store.</summary>
/// <param name="BestModel">SHA-256 of best.keras.</param>
/// <param name="PreprocessingJson">Contents of preprocessing.json.</param>
/// <param name="EvaluationJson">Contents of evaluation.json.</param>
/// <param name="HistoryJson">Contents of history.json.</param>
public sealed record RunOutputs(string? BestModel, string? LastModel, string? PreprocessingJson, string? EvaluationJson, string? HistoryJson)
{
    /// <summary>Contents of crossvalidation.json; null where there was one split.</summary>
    public string? CrossValidationJson { get; init; }
}
