using MediatR;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Judges the spec against its dataset, stores the run, and queues it.</summary>
internal sealed partial class StartRunHandler(IRunStore runs, IDatasetStore datasets, IJobQueue queue, ILogger<StartRunHandler> logger) : IRequestHandler<StartRun, Outcome<RunId>>
{
    public async Task<Outcome<RunId>> Handle(StartRun request, CancellationToken cancellationToken)
    {
        if (await datasets.GetVersionAsync(request.Dataset, cancellationToken) is not { } dataset) return Outcome<RunId>.Refused("Expected a dataset that exists; it was not found.");
        var spec = request.Spec with { Data = request.Spec.Data with { Path = $"dataset:{dataset.Name}/v{dataset.Number}" } };
        if (Refusal(spec, dataset) is { } refusal) return Outcome<RunId>.Refused(refusal);
        var created = await runs.CreateAsync(new(spec, request.Dataset, request.Name, request.Parent, request.Tags, request.IdempotencyKey), cancellationToken);
        if (created.Value is not { } run) return Outcome<RunId>.Refused(created.Refusal!);
        if (run.IsNew) await EnqueueAsync(run, spec);
        return run.Run;
    }

    // The run is stored: a queue that can't be written now is not a refusal, recovery queues what waits.
    private async Task EnqueueAsync(CreatedRun run, TrainingSpec spec)
    {
        try
        {
            await queue.EnqueueRunAsync(run.Run, GpuRule.Needs(spec), faults: 0, TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotQueued(logger, e, run.Number);
        }
    }

    private static string? Refusal(TrainingSpec spec, StoredDatasetVersion dataset)
    {
        if (TrainingSpecValidator.Validate(spec) is [var problem, ..] problems)
            return problems.Count == 1 ? problem.Sentence : $"{problem.Sentence} ({problems.Count - 1} more in the form.)";
        if (DatasetFit.Problems(spec, dataset.ClassNames) is [var misfit, ..]) return misfit.Sentence;
        if (spec.CrossValidation is { } folds)
            return dataset.Pictures < folds.Folds ? $"Expected at least {folds.Folds} pictures for {folds.Folds} folds; {dataset.Name} v{dataset.Number} has {dataset.Pictures}." : Missing(dataset);
        // As Keras counts: the validation part is rounded down.
        var validation = (int)(spec.Data.ValidationSplit * dataset.Pictures);
        if (validation < 1 || dataset.Pictures - validation < 1)
            return $"Expected at least one picture in each part; a validation split of {spec.Data.ValidationSplit:0.###} of {dataset.Pictures} pictures gives {dataset.Pictures - validation} for training and {validation} for validation.";
        return Missing(dataset);
    }

    private static string? Missing(StoredDatasetVersion dataset) =>
        File.Exists(dataset.ManifestFile) ? null : $"The files of {dataset.Name} v{dataset.Number} are missing. Import the dataset again.";

    [LoggerMessage(LogLevel.Error, "Run {Run} is stored but could not be queued; recovery will.")]
    private static partial void LogNotQueued(ILogger logger, Exception e, int run);
}
