using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>What a spec from a page or from the network may name as its backbone: a Keras application, or a stored custom model by its hash. Never a path of
/// this server.</summary>
public sealed class CustomModelGate(ICustomModelStore models, ModelFolders folders)
{
    /// <returns>The spec with the custom model's own name behind the hash, or a refusal.</returns>
    public async Task<Outcome<TrainingSpec>> CheckAsync(TrainingSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Backbone.File is null)
        {
            return spec.Backbone.Weights is "imagenet" or "none" || spec.Backbone.Name is null
                ? spec
                : Outcome<TrainingSpec>.Refused(new Refusal("jobs.backbone.weights", ("received", spec.Backbone.Weights)));
        }
        if (CustomModelPath.Parse(spec.Backbone.File) is not { } path)
            return Outcome<TrainingSpec>.Refused(new Refusal("jobs.backbone.form", ("received", spec.Backbone.File)));
        if (await models.FindAsync(path.Sha256, cancellationToken) is not { } model)
            return Outcome<TrainingSpec>.Refused(new Refusal(RefusalKind.NotFound, "jobs.backbone.notStored", ("received", path.Sha256)));
        if (model.IsArchived)
            return Outcome<TrainingSpec>.Refused(new Refusal(RefusalKind.Conflict, "jobs.backbone.archived", ("name", model.Name)));
        if (InputCards.Of(spec).Name is var learnt && learnt != model.Inspection.Input)
            return Outcome<TrainingSpec>.Refused(
                new Refusal(
                    "jobs.backbone.input",
                    ("model", model.Name),
                    ("expected", new Refusal($"words.input.{learnt}")),
                    ("received", new Refusal($"words.input.{model.Inspection.Input}"))
                )
            );
        if (Cut(spec.Backbone.Layer, model) is { } cut)
            return Outcome<TrainingSpec>.Refused(cut);
        return spec with { Backbone = spec.Backbone with { File = new CustomModelPath(model.Artifact, model.Name).ToString() } };
    }

    /// <summary>The file for a child, with the preprocessing that belongs to it beside it; null where the spec's backbone is a Keras application.</summary>
    /// <exception cref="RefusedException">The model is not stored, or its file is missing.</exception>
    public async Task<string?> FileAsync(BackboneSpec backbone, CancellationToken cancellationToken)
    {
        if (backbone.File is not { } file)
            return null;
        var path = CustomModelPath.Parse(file) ?? throw new RefusedException(new Refusal("jobs.backbone.unknown", ("received", file)));
        var model =
            await models.FindAsync(path.Sha256, cancellationToken)
            ?? throw new RefusedException(new Refusal(RefusalKind.NotFound, "jobs.backbone.notStored", ("received", path.Sha256)));
        var prepared = await folders.PrepareAsync(model.Artifact, model.PreprocessingJson, cancellationToken);
        if (prepared.Reason is { Kind: RefusalKind.NotFound })
            throw new RefusedException(new Refusal(RefusalKind.Unavailable, "jobs.backbone.fileMissing", ("name", model.Name), ("hash", model.Artifact[..12])));
        return prepared.Value ?? throw new RefusedException(prepared.Reason!);
    }

    /// <summary>What a child that trains a spec is told of its backbone: <c>--backbone</c> and the file, or nothing of a Keras application.</summary>
    /// <exception cref="RefusedException">As <see cref="FileAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> ArgumentsAsync(string specJson, CancellationToken cancellationToken) =>
        TrainingSpecJson.Parse(specJson).Value is { } spec && await FileAsync(spec.Backbone, cancellationToken) is { } file ? ["--backbone", file] : [];

    private static Refusal? Cut(LayerReference? at, StoredCustomModel model)
    {
        // A child finds its classifier.
        if (at is null && model.Inspection.Texts is not null)
            return null;
        var layers = model.Inspection.Layers;
        var layer = at switch
        {
            null => layers.FirstOrDefault(l => l.Name == model.Cut),
            { Name: { } name } => layers.FirstOrDefault(l => l.Name == name),
            { Index: { } index } => layers.ElementAtOrDefault(index < 0 ? layers.Count + index : index),
            _ => null,
        };
        return layer is { CanBeCut: true } ? null : new Refusal("jobs.backbone.layer", ("model", model.Name), ("received", at?.ToString()));
    }
}
