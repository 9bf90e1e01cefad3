using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

public sealed record GetModelVersion(string ModelName, int Number) : IRequest<ModelVersionDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(ModelName));
}
