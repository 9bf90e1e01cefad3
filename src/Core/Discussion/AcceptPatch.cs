using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>Starts the run that a comment's patch asks for, once, however often it is sent.</summary>
public sealed record AcceptPatch(CommentId Comment) : IRequest<Outcome<RunId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Comment);
}
