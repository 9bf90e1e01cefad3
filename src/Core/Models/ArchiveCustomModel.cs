using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>An archived model is offered no longer; runs on it, and their lineage, stay.</summary>
public sealed record ArchiveCustomModel(CustomModelId Model, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}
