using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>All activity, newest first.</summary>
public sealed record ListActivity(int Take = 100) : IRequest<IReadOnlyList<ActivityLine>>, IGuarded
{
    public Needs Needs => Needs.View();
}
