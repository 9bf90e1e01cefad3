using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>Makes a registered version a backbone, with the preprocessing that was stored with it.</summary>
public sealed record UseVersionAsBackbone(ModelVersionId Version) : IRequest<Outcome<CustomModelId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
