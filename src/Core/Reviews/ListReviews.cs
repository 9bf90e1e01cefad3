using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Requests to move aliases, newest first.</summary>
/// <param name="OpenOnly">Only those that are not decided.</param>
/// <param name="Model">Only of this model; null for all that the caller sees.</param>
public sealed record ListReviews(bool OpenOnly = false, ModelId? Model = null, int Take = 200) : IRequest<IReadOnlyList<ReviewSummary>>, IGuarded
{
    public Needs Needs => Needs.View([.. Model is { } model ? (ObjectReference[])[model] : []]);
}
