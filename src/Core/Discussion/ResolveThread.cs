using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>Says that a thread is settled, or that it is not.</summary>
/// <param name="Comment">Any comment of the thread.</param>
/// <param name="Resolved">False to open it again.</param>
public sealed record ResolveThread(CommentId Comment, bool Resolved) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Comment);
}
