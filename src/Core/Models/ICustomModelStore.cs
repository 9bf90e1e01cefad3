using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>Adding and finding custom models.</summary>
public interface ICustomModelStore
{
    /// <summary>Stores it with its line in the activity log; a model of the same bytes is given back as it is, taken out of the archive. Refused where another
    /// project keeps those bytes.</summary>
    Task<Outcome<CustomModelId>> AddAsync(ProjectId project, CustomModelContents contents, Caller by, CancellationToken cancellationToken);

    /// <summary>By the hash of its file.</summary>
    Task<StoredCustomModel?> FindAsync(string sha256, CancellationToken cancellationToken);
}
