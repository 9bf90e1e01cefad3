namespace MlOpsDashboard.Core.Callers;

/// <summary>Says to which project an object belongs.</summary>
public interface IObjectProjects
{
    /// <summary>The projects of those that exist; the others are missing from the answer.</summary>
    Task<IReadOnlyDictionary<ObjectReference, ProjectId>> FindAsync(IEnumerable<ObjectReference> objects, CancellationToken cancellationToken);
}
