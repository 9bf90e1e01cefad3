using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>The card of a version; null where there is none.</summary>
public sealed record GetModelCard(string ModelName, int Number) : IRequest<ModelCard?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(ModelName));
}
