using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.ForYou;

/// <summary>The caller has read a thing that waits for them.</summary>
/// <param name="Item">Its key.</param>
public sealed record MarkRead(string Item) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.View();
}
