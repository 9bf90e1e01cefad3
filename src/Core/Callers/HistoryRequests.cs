using MediatR;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Core.Callers;

/// <summary>Who changed an object, when, and how: its lines of the activity log, newest first.</summary>
/// <param name="Of">A run, dataset, model or custom model by its id.</param>
public sealed record ListHistory(ObjectReference Of, int Take = 200) : IRequest<IReadOnlyList<ActivityLine>>, IGuarded
{
    public Needs Needs => Needs.View(Of);
}
