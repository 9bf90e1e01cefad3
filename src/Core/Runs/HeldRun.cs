namespace MlOpsDashboard.Core.Runs;

/// <summary>What a worker needs to know of the run that it holds.</summary>
public sealed record HeldRun(RunId Run, int Number, string SpecJson, DatasetVersionId DatasetVersion);
