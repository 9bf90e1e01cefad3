using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <param name="Began">The description that the writer saw; another in between refuses this one. Null overwrites.</param>
public sealed record DescribeModel(ModelId Model, string Description, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}
