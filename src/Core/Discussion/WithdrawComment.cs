using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>Takes a comment's words away, with those that it had before. For its author.</summary>
public sealed record WithdrawComment(CommentId Comment) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Comment);
}
