using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Registry.Models;

/// <summary>Where a run's weights came from.</summary>
public static class BackboneWeights
{
    /// <summary>The team's own model that a spec begins from; null where its backbone has a name.</summary>
    public static async Task<StoredCustomModel?> FileOfAsync(TrainingSpec spec, ICustomModelStore custom, CancellationToken cancellationToken) =>
        CustomModelPath.Parse(spec.Backbone.File) is { } path ? await custom.FindAsync(path.Sha256, cancellationToken) : null;

    /// <summary>The pretrained weights that a spec begins from and their licence, in a sentence; null where neither file nor name is known.</summary>
    public static async Task<Refusal?> OfAsync(TrainingSpec spec, ICustomModelStore custom, CancellationToken cancellationToken)
    {
        if (await FileOfAsync(spec, custom, cancellationToken) is { } model)
            return model.Version is not null ? new("review.weights.version", ("name", model.Name))
                : model.Origin.Length > 0 ? new("review.weights.file", ("name", model.Name), ("by", model.Uploader), ("origin", model.Origin))
                : new("review.weights.fileBare", ("name", model.Name), ("by", model.Uploader));
        if (spec.Backbone.Name is not { } name)
            return null;
        return HasNone(spec) ? new("review.weights.none", ("backbone", name))
            : LicenseOf(spec) is { } license ? new("review.weights.pretrained", ("backbone", name), ("license", license))
            : new("review.weights.unknown", ("backbone", name));
    }

    /// <summary>Whether it begins from weights of somebody whose licence is not known here.</summary>
    public static bool IsLicenseUnknown(TrainingSpec spec) => !HasNone(spec) && LicenseOf(spec) is null;

    private static bool HasNone(TrainingSpec spec) =>
        spec.Backbone is { Name: { } name, Weights: var weights } && (weights == "none" || TextBackboneCards.Find(name)?.HasNoWeights == true);

    private static string? LicenseOf(TrainingSpec spec) =>
        spec.Backbone.Name is { } name ? BackboneCards.All.FirstOrDefault(card => card.Name == name)?.License ?? TextBackboneCards.Find(name)?.License : null;
}
