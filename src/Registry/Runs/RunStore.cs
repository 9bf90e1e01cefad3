using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;
using MlOpsDashboard.Registry.Work;

namespace MlOpsDashboard.Registry.Runs;

public sealed class RunStore(RegistryWriter writer, RegistryReader reader) : IRunStore
{
    public async Task<Outcome<CreatedRun>> CreateAsync(NewRun run, Caller by, CancellationToken cancellationToken)
    {
        var tags = RunTags.Check(run.Tags);
        if (!tags.IsDone)
            return Outcome<CreatedRun>.Refused(tags.Reason!);
        var name = PlainText.Name(run.Name ?? DefaultName(run.Spec), "words.text.runName");
        if (!name.IsDone)
            return Outcome<CreatedRun>.Refused(name.Reason!);
        return await writer.WriteAsync(unit => CreateAsync(unit, run, name.Value!, tags.Value!, by, cancellationToken), cancellationToken);
    }

    public Task<Outcome<RunStatus>> RequestStopAsync(RunId run, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync<Outcome<RunStatus>>(
            async unit =>
            {
                if (await unit.Context.Runs.SingleOrDefaultAsync(r => r.Id == run, cancellationToken) is not { } stored)
                    return Outcome<RunStatus>.Refused(Unknown(run));
                if (stored.Status.IsFinished())
                    return Outcome<RunStatus>.Refused(
                        new Refusal(RefusalKind.Conflict, "registry.run.ended", ("run", $"{stored.Number}"), ("status", ObjectWords.Of(stored.Status)))
                    );
                stored.RequestStop(unit.Now);
                if (await WorkRows.FindAsync(unit.Context, WorkId.Of(run), cancellationToken) is { } work)
                {
                    work.RequestStop();
                    if (stored.Status.IsFinished())
                        work.End();
                }
                RunHistory.Say(
                    unit,
                    stored,
                    by,
                    "run-stopped",
                    new(stored.Status.IsFinished() ? "activity.run.cancelled" : "activity.run.stopped", ("run", $"{stored.Number}"))
                );
                unit.Publish(new(run, [], stored.Status) { Project = stored.ProjectId });
                return stored.Status;
            },
            cancellationToken
        );

    public Task<Outcome> RequeueAsync(RunId run, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Runs.SingleOrDefaultAsync(r => r.Id == run, cancellationToken) is not { } stored)
                    return Outcome.Refused(Unknown(run));
                if (stored.Status is not (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Interrupted))
                    return Outcome.Refused(
                        new Refusal(RefusalKind.Conflict, "registry.run.resume", ("run", $"{stored.Number}"), ("status", ObjectWords.Of(stored.Status)))
                    );
                // It waits for its turn already.
                if (stored.Status is RunStatus.Interrupted)
                    return Outcome.Done;
                stored.Requeue();
                await WorkRows.QueueAsync(unit, WorkId.Of(run), WorkKind.Training, GroupOf(stored.SpecJson), stored.ProjectId, cancellationToken);
                RunHistory.Say(unit, stored, by, "run-resumed", new("activity.run.resumed", ("run", $"{stored.Number}")));
                unit.Publish(new(run, [], stored.Status) { Project = stored.ProjectId });
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<WaitingRun>> WaitingAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<WaitingRun>>(
            async context =>
            {
                var waiting = RunStatusGroups.Waiting;
                var runs = await context
                    .Runs.Where(r => waiting.Contains(r.Status))
                    .OrderBy(r => r.Number)
                    .Select(r => new
                    {
                        r.ProjectId,
                        r.Id,
                        r.Number,
                        r.Name,
                        r.Status,
                        r.StatusDetail,
                        r.StatusSaid,
                        r.CreatedAt,
                    })
                    .ToListAsync(cancellationToken);
                return
                [
                    .. runs.Select(r => new WaitingRun(
                        r.ProjectId,
                        r.Id,
                        r.Number,
                        r.Name,
                        r.Status,
                        StoredSentence.Read(r.StatusDetail, r.StatusSaid),
                        r.CreatedAt
                    )),
                ];
            },
            cancellationToken
        );

    public Task AppendLogAsync(RunId run, string kind, IReadOnlyList<string> lines, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.RunFacts.SingleOrDefaultAsync(f => f.RunId == run, cancellationToken) is not { } facts)
                    return false;
                foreach (var line in lines)
                    RunLog.Add(unit.Context, facts, new(kind, line), unit.Now);
                unit.Publish(
                    new(run, [], null) { Project = await unit.Context.Runs.Where(r => r.Id == run).Select(r => r.ProjectId).SingleAsync(cancellationToken) }
                );
                return true;
            },
            cancellationToken
        );

    public Task<StoredRun?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        reader.ReadAsync<StoredRun?>(
            async context =>
            {
                var found = await (
                    from r in context.Runs
                    where r.Id == run
                    join f in context.RunFacts on r.Id equals f.RunId
                    select new { Run = r, Facts = f }
                ).SingleOrDefaultAsync(cancellationToken);
                if (found is null)
                    return null;
                var documents = await context.Documents.Where(d => d.RunId == run).ToDictionaryAsync(d => d.Name, d => d.Json, cancellationToken);
                var started = RunReading.Started(found.Facts);
                var spec = RunReading.Spec(found.Run);
                return new(
                    run,
                    found.Run.Number,
                    found.Run.Name,
                    found.Run.Status,
                    spec.Spec,
                    found.Run.SpecJson,
                    found.Run.DatasetVersionId,
                    found.Run.ParentRunId,
                    found.Run.Attempts,
                    found.Run.TotalEpochs,
                    found.Run.EpochsDone,
                    found.Run.BestEpoch,
                    found.Run.BestArtifact,
                    found.Facts.LastModel,
                    documents.GetValueOrDefault(RunDocument.Preprocessing),
                    documents.GetValueOrDefault(RunDocument.Evaluation),
                    documents.GetValueOrDefault(RunDocument.History),
                    started?.ClassNames ?? [],
                    found.Facts.EngineVersion,
                    found.Run.CreatedAt
                )
                {
                    Metrics = (await RunMetrics.ReadAsync(context, [run], cancellationToken)).GetValueOrDefault(run) ?? MetricValues.None,
                    SpecFault = spec.Fault,
                    BranchedAfter = found.Run.BranchedAfter,
                };
            },
            cancellationToken
        );

    public Task<(RunId Run, BranchPlace Place)?> FindPlaceAsync(RunId run, int epochs, CancellationToken cancellationToken) =>
        reader.ReadAsync<(RunId, BranchPlace)?>(
            async context =>
            {
                var curves = (await RunCurvesReading.ReadAsync(context, [run], cancellationToken)).FirstOrDefault();
                if (curves is null || BranchPlace.In(curves, epochs) is not { } place)
                    return null;
                var owner = run;
                while (await RunCurvesReading.OriginAsync(context, owner, cancellationToken) is { } origin && origin.Epochs >= epochs)
                    owner = origin.Run;
                return (owner, place);
            },
            cancellationToken
        );

    private static async Task<Outcome<CreatedRun>> CreateAsync(
        WriteUnit unit,
        NewRun run,
        string name,
        IReadOnlyList<string> tags,
        Caller by,
        CancellationToken cancellationToken
    )
    {
        var context = unit.Context;
        if (run.IdempotencyKey is { } key && await context.IdempotencyKeys.FindAsync([key], cancellationToken) is { } known)
            return new CreatedRun(known.RunId, (await context.Runs.SingleAsync(r => r.Id == known.RunId, cancellationToken)).Number, IsNew: false);
        var home = await (
            from v in context.DatasetVersions
            where v.Id == run.Dataset
            join d in context.Datasets on v.DatasetId equals d.Id
            select (ProjectId?)d.ProjectId
        ).SingleOrDefaultAsync(cancellationToken);
        if (home is not { } project)
            return Outcome<CreatedRun>.Refused(new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", run.Dataset.ToString())));
        if (run.Parent is { } parent && !await context.Runs.AnyAsync(r => r.Id == parent, cancellationToken))
            return Outcome<CreatedRun>.Refused(new Refusal(RefusalKind.NotFound, "registry.run.parent", ("received", parent.ToString())));

        CustomModelId? custom = null;
        if (CustomModelPath.Parse(run.Spec.Backbone.File) is { } path)
        {
            custom = await context.CustomModels.Where(m => m.Artifact == path.Sha256).Select(m => (CustomModelId?)m.Id).SingleOrDefaultAsync(cancellationToken);
            if (custom is null)
                return Outcome<CreatedRun>.Refused(new Refusal(RefusalKind.NotFound, "registry.run.backbone", ("received", path.ToString())));
        }

        var number = (await context.Runs.MaxAsync(r => (int?)r.Number, cancellationToken) ?? 0) + 1;
        var stored = new Run(
            RunId.New(),
            number,
            name,
            TrainingSpecJson.WriteComplete(run.Spec),
            Backbone(run.Spec),
            StrategyNames.Of(run.Spec),
            run.Dataset.Value,
            run.Parent,
            project,
            by.User,
            unit.Now
        );
        stored.PlanEpochs(run.Spec.PlannedEpochs);
        if (run.BranchAfter is { } epochs)
            stored.BranchAfter(epochs);
        stored.Measure(MetricSet.Of(run.Spec));
        Watch(stored, run.Spec);
        stored.SetTags(tags);
        context.Add(stored);
        context.Add(new RunFacts { RunId = stored.Id });
        await WorkRows.QueueAsync(unit, WorkId.Of(stored.Id), WorkKind.Training, GroupOf(stored.SpecJson), project, cancellationToken);
        if (custom is { } model)
            context.Add(new CustomModelUse { RunId = stored.Id, CustomModelId = model });
        if (run.IdempotencyKey is { } fresh)
            context.Add(
                new IdempotencyKey
                {
                    Key = fresh,
                    RunId = stored.Id,
                    CreatedAt = unit.Now,
                }
            );
        if (run is { BranchAfter: { } after, Parent: { } left })
        {
            var origin = await context.Runs.Where(r => r.Id == left).Select(r => r.Number).SingleAsync(cancellationToken);
            RunHistory.Say(
                unit,
                stored,
                by,
                "run-branched",
                new("activity.run.branched", ("run", $"{number}"), ("name", name), ("epoch", $"{after}"), ("parent", $"{origin}"))
            );
        }
        else
        {
            RunHistory.Say(unit, stored, by, "run-started", new("activity.run.started", ("run", $"{number}"), ("name", name)));
        }
        unit.Publish(new(stored.Id, [], stored.Status) { Project = project });
        return new CreatedRun(stored.Id, number, IsNew: true);
    }

    // float16 is computed on CUDA only; everything else also runs on a CPU.
    private static string GroupOf(string specJson) => TrainingSpecJson.Parse(specJson).Value?.Precision == "mixed_float16" ? WorkGroups.Gpu : WorkGroups.Cpu;

    private static void Watch(Run run, TrainingSpec spec)
    {
        var checkpoint = spec.Callbacks.FirstOrDefault(c => c.Class == "ModelCheckpoint");
        var monitor = checkpoint is null ? run.Measures.Primary : checkpoint.Text("monitor") ?? MetricNames.ValLoss;
        var mode = checkpoint?.Text("mode") ?? "auto";
        run.WatchMonitor(monitor, mode == "auto" ? run.Measures[monitor].Better == Direction.Larger : mode == "max");
    }

    private static string DefaultName(TrainingSpec spec) => $"{Backbone(spec)}, {StrategyNames.Of(spec).ToLowerInvariant()}";

    // Rows hold one language.
    private static string Backbone(TrainingSpec spec) => UserLanguage.In(UserLanguage.English, () => RunWords.Backbone(spec));

    private static Refusal Unknown(RunId run) => new Refusal(RefusalKind.NotFound, "registry.run.missing", ("received", run.ToString()));
}
