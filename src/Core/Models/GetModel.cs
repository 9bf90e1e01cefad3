using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <param name="Name">Model name as in the URL.</param>
public sealed record GetModel(string Name) : IRequest<ModelDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(Name));
}
