using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Judges the spec against its dataset, stores the run, and queues it.</summary>
internal sealed class StartRunHandler(IRunStore runs, IDatasetStore datasets, CustomModelGate backbones, IWorkQueue queue, CurrentCaller caller) : IRequestHandler<StartRun, Outcome<RunId>>
{
    public async Task<Outcome<RunId>> Handle(StartRun request, CancellationToken cancellationToken)
    {
        if (await datasets.GetVersionAsync(request.Dataset, cancellationToken) is not { } dataset) return Outcome<RunId>.Refused("Expected a dataset that exists; it was not found.");
        var spec = request.Spec with { Data = request.Spec.Data with { Path = $"dataset:{dataset.Name}/v{dataset.Number}" } };
        if (Refusal(spec, dataset) is { } refusal) return Outcome<RunId>.Refused(refusal);
        var allowed = await backbones.CheckAsync(spec, cancellationToken);
        if (allowed.Refusal is { } forbidden) return Outcome<RunId>.Refused(forbidden);
        spec = allowed.Value!;
        var created = await runs.CreateAsync(new(spec, request.Dataset, request.Name, request.Parent, request.Tags, request.IdempotencyKey), caller.Value, cancellationToken);
        if (created.Value is not { } run) return Outcome<RunId>.Refused(created.Refusal!);
        if (run.IsNew) queue.Wake();
        return run.Run;
    }

    private static string? Refusal(TrainingSpec spec, StoredDatasetVersion dataset)
    {
        if (TrainingSpecValidator.Validate(spec) is [var problem, ..] problems)
            return problems.Count == 1 ? problem.Sentence : $"{problem.Sentence} ({problems.Count - 1} more in the form.)";
        if (DatasetFit.Problems(spec, dataset.Kind, dataset.ClassNames) is [var misfit, ..]) return misfit.Sentence;
        var counts = SplitCounts.Of(dataset.Pictures, dataset.Parts, spec.Data.ValidationSplit);
        if (spec.CrossValidation is { } folds)
        {
            if (dataset.Parts is { Validation: > 0 }) return $"Expected a dataset version without a given validation part, since the folds decide; {dataset.Name} v{dataset.Number} has one. Its page makes a version without.";
            return counts.Seen < folds.Folds ? $"Expected at least {folds.Folds} pictures for {folds.Folds} folds; {dataset.Name} v{dataset.Number} has {counts.Seen}." : Missing(dataset);
        }
        // A stratified split takes one of each class at least; the child counts it.
        if (spec.Data.Stratified is not true && counts is not { Training: > 0, Validation: > 0 })
            return $"Expected at least one picture in each part; a validation split of {spec.Data.ValidationSplit:0.###} of {counts.Seen} pictures gives {counts.Training} for training and {counts.Validation} for validation.";
        return Missing(dataset);
    }

    private static string? Missing(StoredDatasetVersion dataset) =>
        File.Exists(dataset.ManifestFile) ? null : $"The files of {dataset.Name} v{dataset.Number} are missing. Import the dataset again.";
}
