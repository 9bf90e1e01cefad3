using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.ForYou;

/// <summary>The caller has read everything that waits for them.</summary>
/// <param name="Until">The time of the newest thing that they saw: what came since stays unread.</param>
public sealed record MarkAllRead(DateTimeOffset Until) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.View();
}
