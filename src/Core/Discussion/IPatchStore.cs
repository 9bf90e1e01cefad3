using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>Patches of comments: what the job wing needs to start their runs.</summary>
public interface IPatchStore
{
    /// <summary>Refused where the comment is missing, was withdrawn, or has none.</summary>
    Task<Outcome<StoredPatch>> FindAsync(CommentId comment, CancellationToken cancellationToken);

    /// <summary>Remembers who accepted it. Only the first call says so.</summary>
    Task AcceptedAsync(CommentId comment, RunId run, Caller by, CancellationToken cancellationToken);
}
