using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>What a spec from a page or from the network may name as its backbone: a Keras application, or a stored custom model by its hash. Never a path of this server.</summary>
public sealed class CustomModelGate(ICustomModelStore models, ModelFolders folders)
{
    /// <returns>The spec with the custom model's own name behind the hash, or a refusal.</returns>
    public async Task<Outcome<TrainingSpec>> CheckAsync(TrainingSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Backbone.File is null)
        {
            return spec.Backbone.Weights is "imagenet" or "none" || spec.Backbone.Name is null ? spec
                : Outcome<TrainingSpec>.Refused($"Expected backbone.weights to be \"imagenet\" or \"none\"; received \"{spec.Backbone.Weights}\". A file of the server can't be named here; bring the model as a backbone.");
        }
        if (CustomModelPath.Parse(spec.Backbone.File) is not { } path)
            return Outcome<TrainingSpec>.Refused($"Expected backbone.file to name a custom model of this dashboard (custom:SHA256/NAME); received \"{spec.Backbone.File}\". A file of the server can't be named here.");
        if (await models.FindAsync(path.Sha256, cancellationToken) is not { } model) return Outcome<TrainingSpec>.Refused($"Expected backbone.file to name a custom model of this dashboard; received {path.Sha256}, which is not stored.");
        if (model.IsArchived) return Outcome<TrainingSpec>.Refused($"The backbone {model.Name} is archived. Take it out of the archive, or choose another.");
        if (Cut(spec.Backbone.Layer, model) is { } cut) return Outcome<TrainingSpec>.Refused(cut);
        return spec with { Backbone = spec.Backbone with { File = new CustomModelPath(model.Artifact, model.Name).ToString() } };
    }

    /// <summary>The file for a child, with the preprocessing that belongs to it beside it; null where the spec's backbone is a Keras application.</summary>
    /// <exception cref="RefusedException">The model is not stored, or its file is missing.</exception>
    public async Task<string?> FileAsync(BackboneSpec backbone, CancellationToken cancellationToken)
    {
        if (backbone.File is not { } file) return null;
        var path = CustomModelPath.Parse(file) ?? throw new RefusedException($"Expected backbone.file to name a custom model of this dashboard; received \"{file}\".");
        var model = await models.FindAsync(path.Sha256, cancellationToken) ?? throw new RefusedException($"Expected backbone.file to name a custom model of this dashboard; received {path.Sha256}, which is not stored.");
        var prepared = await folders.PrepareAsync(model.Artifact, model.PreprocessingJson, cancellationToken);
        if (prepared.Reason is { Kind: RefusalKind.NotFound })
            throw new RefusedException($"The file of the backbone {model.Name} is missing from the store (SHA-256 {model.Artifact[..12]}). Restore it from a backup, or bring the file again.");
        return prepared.Value ?? throw new RefusedException(prepared.Reason!);
    }

    private static string? Cut(LayerReference? at, StoredCustomModel model)
    {
        var layers = model.Inspection.Layers;
        var layer = at switch
        {
            null => layers.FirstOrDefault(l => l.Name == model.Cut),
            { Name: { } name } => layers.FirstOrDefault(l => l.Name == name),
            { Index: { } index } => layers.ElementAtOrDefault(index < 0 ? layers.Count + index : index),
            _ => null,
        };
        return layer is { CanBeCut: true } ? null : $"Expected backbone.layer to be a layer of {model.Name} whose output can serve as features; received \"{at}\".";
    }
}
