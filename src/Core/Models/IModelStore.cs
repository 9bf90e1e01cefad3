using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>Adding and finding model versions: what the job wing needs.</summary>
public interface IModelStore
{
    /// <summary>Adds a version to the model of that name, created in the run's project where it is new, with its line in the activity log in the same
    /// transaction.</summary>
    /// <returns>Refused where the name does not fit <see cref="ModelName"/>, or is a model's of another project, or the artifact is missing from the store or
    /// damaged.</returns>
    Task<Outcome<RegisteredVersion>> AddVersionAsync(string modelName, ModelVersionContents contents, Caller by, CancellationToken cancellationToken);

    Task<StoredModelVersion?> GetVersionAsync(ModelVersionId version, CancellationToken cancellationToken);

    /// <summary>A version by alias (<c>champion</c>) or number (<c>3</c>), as in <c>registry:NAME@ALIAS</c> and <c>registry:NAME/VERSION</c>; null where there
    /// is none.</summary>
    Task<StoredModelVersion?> FindAsync(string modelName, string aliasOrNumber, CancellationToken cancellationToken);

    /// <summary>The newest version made from this run, or null: the parent of what is trained on it.</summary>
    Task<StoredModelVersion?> FindByRunAsync(RunId run, CancellationToken cancellationToken);
}
