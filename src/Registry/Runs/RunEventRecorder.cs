using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Turns a batch of a child's events into rows of one transaction.</summary>
internal sealed class RunEventRecorder(WriteUnit unit, Run run, int attempt)
{
    private readonly RegistryContext context = unit.Context;
    private RunFacts facts = null!;

    // A run may have many thousands: only those that this batch touches or is judged beside.
    private readonly List<RunEpoch> epochs = [];
    private int readFrom = int.MaxValue;
    private int first;
    private readonly TrainingSpec spec = TrainingSpecJson.Parse(run.SpecJson).Value ?? new();

    /// <returns>The events to publish: those given, with finite numbers, and warnings that they gave rise to.</returns>
    public async Task<IReadOnlyList<RunEvent>> RecordAsync(IReadOnlyList<RunEvent> events, IReadOnlyList<OutputLine> lines, CancellationToken cancellationToken)
    {
        facts = await context.RunFacts.SingleAsync(f => f.RunId == run.Id, cancellationToken);
        foreach (var line in lines)
            RunLog.Add(context, facts, line, unit.Now);
        var told = events.Select(RunEventJson.Finite).ToList();
        first = told.Select(e => FoldEpochs.InRun(e, spec)).OfType<EpochEvent>().Select(e => e.Epoch).DefaultIfEmpty(int.MaxValue).Min();
        foreach (var e in told)
            await RecordAsync(e, cancellationToken);
        if (told.Any(e => e is EpochEvent or FinishedEvent))
            await RecordBestAsync(cancellationToken);
        told = [.. told.Select(e => FoldEpochs.InRun(e, spec))];
        if (told.OfType<EpochEvent>().Any())
            told.AddRange(await WarnAsync(cancellationToken));
        return told;
    }

    // Rows count a cross-validated run's epochs through all folds; its log says them as the fold counts them.
    private async Task RecordAsync(RunEvent e, CancellationToken cancellationToken)
    {
        switch (FoldEpochs.InRun(e, spec))
        {
            case StartedEvent started:
                run.MarkRunning();
                facts.StartedJson = RunEventJson.Write(started);
                facts.EngineVersion = started.EngineVersion ?? facts.EngineVersion;
                // An engine that does not say so measures what the run's task did when it was made.
                if (started.Metrics is not null)
                    run.Measure(started.Measures);
                break;
            case ProgressEvent progress:
                // Only the newest is kept: a column, not a row.
                run.MarkRunning();
                run.RecordProgress(progress.ImagesPerSecond, progress.SecondsLeft);
                facts.ProgressJson = RunEventJson.Write(progress);
                return;
            case EpochEvent epoch:
                await RecordAsync(epoch, cancellationToken);
                break;
            case WarningEvent warning:
                await WarnAsync(warning, null, cancellationToken);
                break;
            case FinishedEvent { BestEpoch: { } best } finished:
                run.WatchMonitor(finished.Monitor);
                if ((await EpochsAsync(best, cancellationToken)).FirstOrDefault(r => r.Epoch == best) is { } row)
                    run.SettleBest(best, finished.BestValue ?? row.Metrics[finished.Monitor]);
                break;
        }
        AddLog(e);
    }

    private async Task RecordAsync(EpochEvent e, CancellationToken cancellationToken)
    {
        var rows = await EpochsAsync(JudgedFrom(first), cancellationToken);
        // A resumed child went back behind these: what an earlier attempt said of them no longer holds.
        var stale = rows.Where(r => r.Epoch >= e.Epoch && r.Attempt < attempt).ToList();
        var row = rows.FirstOrDefault(r => r.Epoch == e.Epoch);
        foreach (var old in stale.Where(r => r.Epoch > e.Epoch))
        {
            context.Remove(old);
            rows.Remove(old);
        }
        var again = row is not null;
        if (row is null)
        {
            row = new() { RunId = run.Id, Epoch = e.Epoch };
            context.Add(row);
            rows.Add(row);
        }
        row.Apply(e, run.Measures.Primary, attempt, Time(e));
        if (!again && stale.Count == 0)
        {
            run.RecordEpoch(row.Epoch, row.Metrics);
            return;
        }
        run.ForgetEpochs();
        foreach (var r in (await EpochsAsync(0, cancellationToken)).OrderBy(r => r.Epoch))
            run.RecordEpoch(r.Epoch, r.Metrics);
    }

    // Lists show what the best epoch measured.
    private async Task RecordBestAsync(CancellationToken cancellationToken)
    {
        var best = run.BestEpoch is { } epoch ? epochs.Find(r => r.Epoch == epoch) : null;
        // An epoch of an earlier batch, whose values are written already.
        if (best is null && run.BestEpoch is not null)
            return;
        await RunMetrics.WriteAsync(context, run, best?.Metrics ?? MetricValues.None, cancellationToken);
    }

    private async Task<IReadOnlyList<WarningEvent>> WarnAsync(CancellationToken cancellationToken)
    {
        var judged = await EpochsAsync(JudgedFrom(first), cancellationToken);
        // Each fold begins anew: curves are judged within the newest one.
        var fold = FoldEpochs.FoldOf(judged.Max(r => r.Epoch), spec);
        var metrics = judged
            .Where(r => r.Epoch >= JudgedFrom(first) && FoldEpochs.FoldOf(r.Epoch, spec) == fold)
            .OrderBy(r => r.Epoch)
            .Select(r => new EpochMetrics(r.Epoch, r.Stage, r.Metrics))
            .ToList();
        var known = await ContextAsync(cancellationToken);
        // Whether a run learns at all is told by its first epochs: what does not begin with them says nothing of it.
        if (metrics[0].Epoch > FoldStart(metrics[0].Epoch))
            known = known with { TrainingSamples = 0 };
        var told = new List<WarningEvent>();
        foreach (var finding in RunWarnings.Find(metrics, known))
        {
            var warning = new WarningEvent(finding.Code, finding.Reason) { Time = unit.Now };
            if (!await WarnAsync(warning, finding.Epoch, cancellationToken))
                continue;
            AddLog(warning);
            told.Add(warning);
        }
        return told;
    }

    private async Task<bool> WarnAsync(WarningEvent warning, int? epoch, CancellationToken cancellationToken)
    {
        var code = PlainText.Line(warning.Code, 60);
        if (await context.Warnings.FindAsync([run.Id, code], cancellationToken) is not null)
            return false;
        context.Add(
            new RunWarningRow
            {
                RunId = run.Id,
                Code = code,
                Sentence = PlainText.Line(warning.Sentence),
                Said = warning.Reason is { } reason ? StoredSentence.Of(reason).Said : null,
                Epoch = epoch,
                Time = Time(warning),
            }
        );
        return true;
    }

    private async Task<WarningContext> ContextAsync(CancellationToken cancellationToken)
    {
        var started = facts.StartedJson is { } json ? RunEventJson.TryRead(json) as StartedEvent : null;
        var classes = await context
            .DatasetFacts.Where(f => f.VersionId == run.DatasetVersionId)
            .Select(f => f.ClassesJson)
            .SingleOrDefaultAsync(cancellationToken);
        var counts = classes is null ? [] : JsonSerializer.Deserialize<List<ClassCount>>(classes, DatasetManifest.Json)!;
        var all = counts.Sum(c => c.Count);
        var largest = all > 0 ? counts.Max(c => c.Count) / (double)all : 1.0 / Math.Max(2, started?.ClassNames.Count ?? 2);
        var chance = run.Measures.Names.Contains(ClassificationMetrics.Accuracy) ? new ChanceLevel(ClassificationMetrics.Accuracy, largest) : null;
        return new(chance, started?.Samples ?? 0, started?.ValidationSamples ?? 0, InputCards.MayNormalize(spec) ? spec.BatchNormMode : "inference");
    }

    private int FoldStart(int epoch) => spec.CrossValidation is null ? 0 : epoch - (epoch % Math.Max(1, spec.TotalEpochs));

    // As far back as a warning looks: to the beginning for the first epochs, then a window.
    private int JudgedFrom(int epoch)
    {
        var start = FoldStart(epoch);
        return epoch - start < RunWarnings.PatientEpochs ? start : epoch - RunWarnings.RisingEpochs;
    }

    private async Task<List<RunEpoch>> EpochsAsync(int from, CancellationToken cancellationToken)
    {
        if (from >= readFrom)
            return epochs;
        epochs.AddRange(
            await context.Epochs.Where(r => r.RunId == run.Id && r.Epoch >= from && r.Epoch < readFrom).OrderBy(r => r.Epoch).ToListAsync(cancellationToken)
        );
        readFrom = from;
        return epochs;
    }

    private void AddLog(RunEvent e) =>
        context.Add(
            new RunLogEntry
            {
                RunId = run.Id,
                Sequence = ++facts.LastSequence,
                Time = Time(e),
                Kind = Kind(e),
                Text = PlainText.Line(UserLanguage.In(UserLanguage.English, () => RunEventWords.Describe(e))),
                Json = RunEventJson.Write(e),
            }
        );

    // A child without a clock of its own worth the name: taken as now.
    private DateTimeOffset Time(RunEvent e) => e.Time == default ? unit.Now : e.Time;

    private static string Kind(RunEvent e) =>
        e switch
        {
            StartedEvent => "started",
            StageEvent => "stage",
            FeaturesEvent => "features",
            EpochEvent => "epoch",
            CheckpointEvent => "checkpoint",
            WarningEvent => "warning",
            FoldEvent => "fold",
            FinishedEvent => "finished",
            _ => "progress",
        };
}
