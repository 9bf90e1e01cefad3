using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>The rules of each alias of a model, and the versions that a way back would give them to.</summary>
public sealed record GetAliasRules(ModelId Model) : IRequest<ModelRules>, IGuarded
{
    public Needs Needs => Needs.View(Model);
}
