using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Runs;
using MlOpsDashboard.Registry.Storage;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>Registers a run's best model with everything needed to trust, repeat and serve it, once its preprocessing was seen to give the numbers of
/// training.</summary>
internal sealed class RegisterModelHandler(
    IRunStore runs,
    IDatasetStore datasets,
    IModelStore models,
    IArtifactStore artifacts,
    ArtifactRepair repair,
    EvaluationReader evaluations,
    ParityCheck parity,
    CurrentCaller caller
) : IRequestHandler<RegisterModel, Outcome<RegisteredVersion>>
{
    public async Task<Outcome<RegisteredVersion>> Handle(RegisterModel request, CancellationToken cancellationToken)
    {
        var name = ModelName.TryParse(request.ModelName);
        if (!name.IsDone)
            return Outcome<RegisteredVersion>.Refused(name.Reason!);
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run)
            return Outcome<RegisteredVersion>.Refused(new Refusal(RefusalKind.NotFound, "jobs.run.missing"));
        // A stopped run judged its best epoch, as a completed one does.
        if (!run.Status.IsSuccess() && run.Status != RunStatus.Cancelled)
            return Outcome<RegisteredVersion>.Refused(
                new Refusal(RefusalKind.Conflict, "jobs.register.status", ("run", $"{run.Number}"), ("status", ObjectWords.Of(run.Status)))
            );
        if (run is not { BestModel: { } model, PreprocessingJson: { } preprocessing, EvaluationJson: { } evaluationJson, HistoryJson: { } history })
            return Outcome<RegisteredVersion>.Refused(new Refusal("jobs.register.incomplete", ("run", $"{run.Number}")));
        var dataset = await datasets.GetVersionAsync(run.Dataset, cancellationToken);
        var manifest = await datasets.ReadManifestAsync(run.Dataset, cancellationToken);
        if (dataset is null || manifest is null)
            return Outcome<RegisteredVersion>.Refused(new Refusal("jobs.register.dataset"));
        if (!await repair.EnsureAsync(model, run.Run, cancellationToken))
            return Outcome<RegisteredVersion>.Refused(new Refusal(RefusalKind.Unavailable, "storage.artifact.lost", ("name", model), ("run", run.Number)));
        if (await evaluations.ReadAsync(evaluationJson, preprocessing, cancellationToken) is not { Predictions.Names: var names } evaluation)
            return Outcome<RegisteredVersion>.Refused(new Refusal("jobs.register.evaluation", ("run", $"{run.Number}")));

        var checkedParity = await parity.RunAsync(model, preprocessing, evaluation, manifest, cancellationToken, BackboneOf(run.SpecJson));
        if (checkedParity.Value is not { } found)
            return Outcome<RegisteredVersion>.Refused(checkedParity.Reason!);

        var parent = run.Parent is { } parentRun ? await models.FindByRunAsync(parentRun, cancellationToken) : null;
        if (await artifacts.LocalPathAsync(model, cancellationToken) is not { } file)
            return Outcome<RegisteredVersion>.Refused(new Refusal(RefusalKind.Unavailable, "jobs.register.file"));
        return await models.AddVersionAsync(
            name.Value.Value,
            new(
                model,
                new FileInfo(file).Length,
                preprocessing,
                names,
                run.Dataset,
                run.SpecJson,
                history,
                evaluationJson,
                run.EngineVersion ?? "unknown",
                run.Run,
                parent?.Version,
                run.Metrics,
                request.Description,
                JsonSerializer.Serialize(found, JsonSerializerOptions.Web)
            ),
            caller.Value,
            cancellationToken
        );
    }

    private static string? BackboneOf(string specJson) => TrainingSpecJson.Parse(specJson).Value?.Backbone.Name;
}
