using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What a worker needs to know of the run that it holds.</summary>
public sealed record HeldRun(RunId Run, int Number, string SpecJson, DatasetVersionId DatasetVersion);

/// <summary>The only door through which workers write to runs. Every write is fenced by the lease's token: a worker that lost its lease gets <c>false</c> or null and must end its child.</summary>
public interface IRunLedger
{
    /// <summary>The run behind a lease, or null where the lease is lost.</summary>
    Task<HeldRun?> ReadAsync(WorkLease lease, CancellationToken cancellationToken);

    /// <summary>Stores what a child said, and how far it was read, in one transaction; the same epoch is never counted twice (a resumed run may send an epoch again: it replaces).</summary>
    /// <param name="errors">Lines for the run's log as they came.</param>
    Task<bool> AppendAsync(WorkLease lease, IReadOnlyList<RunEvent> events, IReadOnlyList<OutputLine> errors, WorkOffsets offsets, CancellationToken cancellationToken);

    /// <summary>Ends the run and its work. <paramref name="why"/>: for a person, null where the status says it all. <paramref name="files"/>: what is kept of it.</summary>
    Task<bool> FinishAsync(WorkLease lease, RunStatus status, Refusal? why, RunOutputs? files, CancellationToken cancellationToken);
}

/// <summary>A line of a child's output that is no event.</summary>
/// <param name="Kind"><c>stdout</c>, <c>stderr</c> or <c>note</c>.</param>
public sealed record OutputLine(string Kind, string Text)
{
    /// <summary>A line of the dashboard's own, which every reader gets in their language.</summary>
    public OutputLine(string kind, Refusal said)
        : this(kind, StoredSentence.Of(said).Text) => Said = StoredSentence.Of(said).Said;

    /// <summary>The same as code and values; null where only the text is known.</summary>
    public Refusal? Said { get; }
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

    /// <summary>SHA-256 of predictions.jsonl: the rows of <see cref="EvaluationJson"/>, which are then not stored twice. Null where the run left none.</summary>
    public string? Predictions { get; init; }
}
