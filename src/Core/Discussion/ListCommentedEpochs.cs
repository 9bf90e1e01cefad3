using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>The epochs of a run that somebody commented on, counted from 0, in their order. Resolved and withdrawn comments do not count.</summary>
public sealed record ListCommentedEpochs(RunId Run) : IRequest<IReadOnlyList<int>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}
