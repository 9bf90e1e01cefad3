using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A worker's way to a run: takes it and begins an attempt, then writes under its lease.</summary>
public sealed class TestLedger(IWorkLedger work, IRunLedger runs)
{
    public IWorkLedger Work => work;

    /// <param name="holder">Names a process that is no other's.</param>
    public async Task<WorkLease?> AcquireAsync(RunId run, string holder, CancellationToken cancellationToken) =>
        await work.AcquireAsync(WorkId.Of(run), Process(holder), cancellationToken) is { } lease
            ? await work.BeginAttemptAsync(lease, $"runs/{run}/attempts/{lease.Attempt + 1}", cancellationToken)
            : null;

    public Task<bool> AppendAsync(WorkLease lease, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken) =>
        AppendAsync(lease, events, lease.Offsets, cancellationToken);

    public Task<bool> AppendAsync(WorkLease lease, IReadOnlyList<RunEvent> events, WorkOffsets offsets, CancellationToken cancellationToken) =>
        runs.AppendAsync(lease, events, [], offsets, cancellationToken);

    public Task<bool> FinishAsync(WorkLease lease, RunStatus status, Refusal? why, RunOutputs? files, CancellationToken cancellationToken) =>
        runs.FinishAsync(lease, status, why, files, cancellationToken);

    public Task<bool> InterruptAsync(WorkLease lease, string reason, CancellationToken cancellationToken) =>
        work.GiveBackAsync(lease, Refusal.OfSentence(reason), 0, attemptOver: true, cancellationToken);

    /// <summary>Gives back what is held by any but these.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken, params string[] alive) =>
        work.RecoverAsync(p => alive.Any(a => Process(a) == p), cancellationToken);

    public static ProcessIdentity Process(string holder) => new("boot-" + holder, 1, 1);
}
