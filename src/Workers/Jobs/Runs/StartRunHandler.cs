using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Judges the spec against its dataset, stores the run, and queues it.</summary>
internal sealed class StartRunHandler(IRunStore runs, IDatasetStore datasets, CustomModelGate backbones, IWorkQueue queue, CurrentCaller caller)
    : IRequestHandler<StartRun, Outcome<RunId>>
{
    public async Task<Outcome<RunId>> Handle(StartRun request, CancellationToken cancellationToken)
    {
        if (await datasets.GetVersionAsync(request.Dataset, cancellationToken) is not { } dataset)
            return Outcome<RunId>.Refused(new Refusal(RefusalKind.NotFound, "jobs.dataset.missing"));
        var spec = request.Spec with { Data = request.Spec.Data with { Path = $"dataset:{dataset.Name}/v{dataset.Number}" } };
        // A file tells nobody here what it learns from.
        if (InputCards.Said(spec) is null && dataset.Input != InputCards.Pictures)
            spec = spec with { Data = spec.Data with { Input = dataset.Input } };
        if (Misfit(spec, dataset) is { } refusal)
            return Outcome<RunId>.Refused(refusal);
        var allowed = await backbones.CheckAsync(spec, cancellationToken);
        if (allowed.Reason is { } forbidden)
            return Outcome<RunId>.Refused(forbidden);
        spec = allowed.Value!;
        var parent = request.Parent;
        if (request.BranchAfter is { } epochs)
        {
            var left = await BranchAsync(request, spec, epochs, cancellationToken);
            if (left.Reason is { } cannot)
                return Outcome<RunId>.Refused(cannot);
            parent = left.Value;
        }
        var created = await runs.CreateAsync(
            new(spec, request.Dataset, request.Name, parent, request.Tags, request.IdempotencyKey) { BranchAfter = request.BranchAfter },
            caller.Value,
            cancellationToken
        );
        if (created.Value is not { } run)
            return Outcome<RunId>.Refused(created.Reason!);
        if (run.IsNew)
            queue.Wake();
        return run.Run;
    }

    // The run that trained the last of those epochs.
    private async Task<Outcome<RunId>> BranchAsync(StartRun request, TrainingSpec spec, int epochs, CancellationToken cancellationToken)
    {
        if (request.Parent is not { } asked || await runs.FindAsync(asked, cancellationToken) is not { } run)
            return Outcome<RunId>.Refused(new Refusal(RefusalKind.NotFound, "branch.parent"));
        if (await runs.FindPlaceAsync(asked, epochs, cancellationToken) is not { } found)
            return Outcome<RunId>.Refused(new Refusal("branch.notDone", ("run", $"{run.Number}"), ("done", run.EpochsDone), ("epoch", epochs)));
        if (await runs.FindAsync(found.Run, cancellationToken) is not { } owner)
            return Outcome<RunId>.Refused(new Refusal(RefusalKind.NotFound, "branch.parent"));
        if (owner.SpecFault is { } fault)
            return Outcome<RunId>.Refused(fault);
        if (owner.Dataset != request.Dataset)
            return Outcome<RunId>.Refused(new Refusal("branch.dataset", ("run", $"{owner.Number}")));
        return new BranchChanges(owner.Spec, spec).Problem(found.Place) is { } problem ? Outcome<RunId>.Refused(problem) : owner.Run;
    }

    private static Refusal? Misfit(TrainingSpec spec, StoredDatasetVersion dataset)
    {
        if (TrainingSpecValidator.Validate(spec) is [var problem, ..] problems)
            return problems.Count == 1 ? problem.Reason : new Refusal("jobs.spec.more", ("problem", problem.Reason), ("more", problems.Count - 1));
        if (DatasetFit.Problems(spec, dataset.Kind, dataset.ClassNames, dataset.Input) is [var misfit, ..])
            return misfit.Reason;
        var counts = SplitCounts.Of(dataset.Pictures, dataset.Parts, spec.Data.ValidationSplit);
        if (spec.CrossValidation is { } folds)
        {
            if (dataset.Parts is { Validation: > 0 })
                return new Refusal("jobs.folds.validation", ("dataset", dataset.Name), ("version", $"{dataset.Number}"));
            return counts.Seen < folds.Folds
                ? new Refusal(
                    "jobs.folds.few",
                    ("folds", folds.Folds),
                    ("dataset", dataset.Name),
                    ("version", $"{dataset.Number}"),
                    ("pictures", $"{counts.Seen}")
                )
                : Missing(dataset);
        }
        // A stratified split takes one of each class at least; the child counts it.
        if (spec.Data.Stratified is not true && counts is not { Training: > 0, Validation: > 0 })
            return new Refusal(
                "jobs.split.empty",
                ("split", spec.Data.ValidationSplit),
                ("pictures", $"{counts.Seen}"),
                ("training", $"{counts.Training}"),
                ("validation", $"{counts.Validation}")
            );
        return Missing(dataset);
    }

    private static Refusal? Missing(StoredDatasetVersion dataset) =>
        File.Exists(dataset.ManifestFile)
            ? null
            : new Refusal(RefusalKind.Unavailable, "jobs.dataset.lost", ("dataset", dataset.Name), ("version", $"{dataset.Number}"));
}
