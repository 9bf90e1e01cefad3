using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>Explanations, for whoever starts their runs.</summary>
public interface IExplanationStore
{
    /// <summary>Plans and stores one, with the runs that are there already. The same id twice changes nothing.</summary>
    Task<Outcome> CreateAsync(StartExplanation request, Caller by, CancellationToken cancellationToken);

    Task<StoredExplanation?> FindAsync(ExplanationId id, CancellationToken cancellationToken);

    /// <summary>Puts a run where none stood, or in place of one that is lost.</summary>
    Task PlaceAsync(ExplanationId id, int step, int seed, RunId run, CancellationToken cancellationToken);

    /// <summary>Stopped, or (null) going on.</summary>
    Task MarkStoppedAsync(ExplanationId id, bool isStopped, Caller by, CancellationToken cancellationToken);
}
