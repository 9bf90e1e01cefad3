using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Ledger and store of runs in memory: the aggregate decides what is allowed, as in the registry.</summary>
internal sealed class FakeRuns(TimeProvider time) : IRunLedger, IRunStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<RunId, Run> runs = [];
    private readonly Dictionary<RunId, TaskCompletionSource> changed = [];

    public List<(RunId Run, RunEvent Event)> Events { get; } = [];
    public List<string> Log { get; } = [];
    public Dictionary<RunId, RunOutputs?> Outputs { get; } = [];
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The next writes fail, as with a locked database.</summary>
    public int FailWrites { get; set; }

    public RunId Add(TrainingSpec? spec = null)
    {
        var run = new Run(RunId.New(), runs.Count + 1, "test", TrainingSpecJson.WriteComplete(spec ?? new()), "EfficientNetLite0", StrategyNames.FeatureExtraction, Guid.NewGuid(), null, time.GetUtcNow());
        lock (gate) runs[run.Id] = run;
        return run.Id;
    }

    public Run this[RunId id]
    {
        get
        {
            lock (gate) return runs[id];
        }
    }

    /// <summary>Another worker takes the run: the lease held now is lost.</summary>
    public void StealLease(RunId id)
    {
        lock (gate)
        {
            runs[id].Interrupt("stolen");
            runs[id].Acquire("other", time.GetUtcNow(), Lease);
        }
    }

    /// <summary>Completes when the condition holds after some change.</summary>
    public async Task UntilAsync(RunId id, Func<bool> holds)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (holds()) return;
                next = (changed[id] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await next.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public Task<RunLease?> AcquireAsync(RunId run, string node, CancellationToken cancellationToken) => Change(run, r =>
    {
        if (r.Status is not (RunStatus.Queued or RunStatus.Interrupted) && !(r.Status.IsActive() && r.LeaseExpiresAt <= time.GetUtcNow())) return null;
        var token = r.Acquire(node, time.GetUtcNow(), Lease);
        return new RunLease(run, r.Number, token, r.Attempts, r.SpecJson, r.DatasetVersionId);
    });

    public Task<RunStatus?> HeartbeatAsync(RunLease lease, CancellationToken cancellationToken) => Change<RunStatus?>(lease.Run, r =>
    {
        if (!r.HoldsLease(lease.Token)) return null;
        r.RenewLease(time.GetUtcNow(), Lease);
        return r.Status;
    });

    public Task<bool> AppendAsync(RunLease lease, IReadOnlyList<RunEvent> events, CancellationToken cancellationToken) => Change(lease.Run, r =>
    {
        if (FailWrites > 0)
        {
            FailWrites--;
            throw new IOException("database is locked");
        }
        if (!r.HoldsLease(lease.Token)) return false;
        r.MarkRunning();
        foreach (var e in events)
        {
            Events.Add((lease.Run, e));
            if (e is EpochEvent epoch) r.RecordEpoch(epoch.Epoch, epoch.ValAccuracy, epoch.ValLoss);
        }
        return true;
    });

    public Task<bool> FinishAsync(RunLease lease, RunStatus status, string? detail, RunOutputs? files, CancellationToken cancellationToken) => Change(lease.Run, r =>
    {
        if (!r.HoldsLease(lease.Token)) return false;
        r.Finish(status, detail, time.GetUtcNow());
        Outputs[lease.Run] = files;
        return true;
    });

    public Task<bool> InterruptAsync(RunLease lease, string reason, CancellationToken cancellationToken) => Change(lease.Run, r =>
    {
        if (!r.HoldsLease(lease.Token)) return false;
        r.Interrupt(reason);
        return true;
    });

    public Task<IReadOnlyList<RunId>> RecoverAsync(string? restartedNode, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var lost = runs.Values.Where(r => r.Status.IsActive() && (r.LeaseExpiresAt <= time.GetUtcNow() || r.LeaseNode == restartedNode)).ToList();
            foreach (var run in lost) run.Interrupt("the worker went away");
            return Task.FromResult<IReadOnlyList<RunId>>([.. lost.Select(r => r.Id)]);
        }
    }

    public Task<Outcome<CreatedRun>> CreateAsync(NewRun run, CancellationToken cancellationToken)
    {
        var id = Add(run.Spec);
        return Task.FromResult<Outcome<CreatedRun>>(new CreatedRun(id, this[id].Number, true));
    }

    public Task<Outcome<RunStatus>> RequestStopAsync(RunId run, CancellationToken cancellationToken) => Change<Outcome<RunStatus>>(run, r =>
    {
        if (r.Status.IsFinished()) return Outcome<RunStatus>.Refused("It has ended.");
        r.RequestStop(time.GetUtcNow());
        return r.Status;
    });

    public Task<Outcome> RequeueAsync(RunId run, CancellationToken cancellationToken) => Task.FromResult(Outcome.Done);

    public Task<IReadOnlyList<WaitingRun>> WaitingAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<WaitingRun>>([.. runs.Values.Where(r => r.Status is RunStatus.Queued or RunStatus.Interrupted).OrderBy(r => r.Number)
                .Select(r => new WaitingRun(r.Id, r.Number, r.Name, r.Status, r.StatusDetail, r.CreatedAt))]);
    }

    public Task AppendLogAsync(RunId run, string kind, IReadOnlyList<string> lines, CancellationToken cancellationToken) => Change(run, _ =>
    {
        Log.AddRange(lines);
        return true;
    });

    public Task<StoredRun?> FindAsync(RunId run, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!runs.TryGetValue(run, out var r)) return Task.FromResult<StoredRun?>(null);
            var kept = Outputs.GetValueOrDefault(run);
            return Task.FromResult<StoredRun?>(new(
                run, r.Number, r.Name, r.Status, TrainingSpecJson.Parse(r.SpecJson).Value!, r.SpecJson, r.DatasetVersionId, null, r.Attempts, r.TotalEpochs, r.EpochsDone,
                r.BestEpoch, r.BestValAccuracy, r.BestValLoss, kept?.BestModel, kept?.LastModel, kept?.PreprocessingJson, kept?.EvaluationJson, kept?.HistoryJson, [], null, r.CreatedAt));
        }
    }

    private Task<T> Change<T>(RunId id, Func<Run, T> change)
    {
        lock (gate)
        {
            var result = change(runs[id]);
            if (changed.Remove(id, out var waiter)) waiter.SetResult();
            return Task.FromResult(result);
        }
    }
}
