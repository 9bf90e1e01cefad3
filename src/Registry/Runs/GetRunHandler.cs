using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.CustomModels;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class GetRunHandler(RegistryReader reader, TimeProvider time, RunFiles files) : IRequestHandler<GetRun, RunDetails?>
{
    public Task<RunDetails?> Handle(GetRun request, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => ReadAsync(context, request.Run, cancellationToken), cancellationToken);

    private async Task<RunDetails?> ReadAsync(RegistryContext context, RunId id, CancellationToken cancellationToken)
    {
        if ((await RunRows.ReadAsync(context, [id], time.GetUtcNow(), cancellationToken)).FirstOrDefault() is not { } row)
            return null;
        var stored = await (
            from r in context.Runs
            where r.Id == id
            join f in context.RunFacts on r.Id equals f.RunId
            join v in context.DatasetVersions on r.DatasetVersionId equals v.Id
            join d in context.DatasetFacts on v.Id equals d.VersionId
            join p in context.Runs on r.ParentRunId equals p.Id into parents
            from p in parents.DefaultIfEmpty()
            select new
            {
                Run = r,
                Facts = f,
                v.DatasetId,
                d.ClassesJson,
                ParentNumber = (int?)p.Number,
            }
        ).SingleAsync(cancellationToken);
        var (spec, specFault) = RunReading.Spec(stored.Run);
        var started = RunReading.Started(stored.Facts);
        var classes = started?.ClassNames ?? [.. DatasetFactsOf.Read<ClassCount>(stored.ClassesJson).Select(c => c.Class)];
        var warnings = await context.Warnings.Where(w => w.RunId == id).OrderBy(w => w.Time).ToListAsync(cancellationToken);
        var registered = await (
            from v in context.ModelVersions
            where v.RunId == id
            join m in context.Models on v.ModelId equals m.Id
            orderby v.CreatedAt
            select new { m.Name, v.Number }
        ).ToListAsync(cancellationToken);
        var told = (
            await context
                .Log.Where(e => e.RunId == id && (e.Kind == "stage" || e.Kind == "features"))
                .OrderBy(e => e.Sequence)
                .Select(e => e.Json!)
                .ToListAsync(cancellationToken)
        ).ConvertAll(RunEventJson.TryRead);
        var hasEvaluation = await context.Documents.AnyAsync(d => d.RunId == id && d.Name == RunDocument.Evaluation, cancellationToken);
        return new(
            row,
            RunWords.Headline(row, row.SecondsLeft),
            StrategySentence.Describe(spec, classes.Count == 0 ? null : classes.Count),
            spec,
            SpecSettings.FromDefaults(spec),
            await LedgerAsync(context, row, told.OfType<StageEvent>(), cancellationToken),
            started,
            RunReading.Progress(stored.Facts),
            [.. warnings.Select(w => new RunWarning(w.Code, StoredSentence.Read(w.Sentence, w.Said), w.Epoch, RunRemedies.For(w.Code, spec)))],
            files.Of(stored.Run),
            stored.Run.ParentRunId,
            stored.ParentNumber,
            stored.Run.Attempts,
            stored.Run.Monitor,
            [.. registered.Select(r => new RegisteredLink(new ModelName(r.Name), r.Number))],
            hasEvaluation,
            stored.DatasetId,
            classes
        )
        {
            HasCheckpoint = row.EpochsDone > 0 || await context.Log.AnyAsync(e => e.RunId == id && e.Kind == "checkpoint", cancellationToken),
            CustomModel = await CustomModelReading.LinkAsync(context, id, cancellationToken),
            SpecFault = specFault,
            BranchedAfter = stored.Run.BranchedAfter,
            States = files.StatesOf(id),
            Features = StageFeatures.Of(told.OfType<FeaturesEvent>()),
        };
    }

    private static async Task<IReadOnlyList<StageLedger>> LedgerAsync(
        RegistryContext context,
        RunRow row,
        IEnumerable<StageEvent> stages,
        CancellationToken cancellationToken
    )
    {
        // The last epoch of each hash: epochs that agree need not all be read to know that they do.
        var epochs = await context
            .Epochs.Where(e => e.RunId == row.Id)
            .GroupBy(e => new { e.Stage, e.FrozenHash })
            .Select(g => new
            {
                Epoch = g.Max(e => e.Epoch),
                g.Key.Stage,
                g.Key.FrozenHash,
            })
            .ToListAsync(cancellationToken);
        return FreezeLedger.Build(
            stages,
            [.. epochs.OrderBy(e => e.Epoch).Select(e => new FrozenEpoch(e.Epoch, e.Stage, e.FrozenHash))],
            row.Status.IsFinished()
        );
    }
}
