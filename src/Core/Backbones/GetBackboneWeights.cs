using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>Asks a worker whether a Keras application's ImageNet weights, without the top, lie on this machine.</summary>
/// <param name="Backbone">Keras's name.</param>
public sealed record GetBackboneWeights(string Backbone) : IRequest<Outcome<BackboneWeights>>, IGuarded
{
    public Needs Needs => Needs.View();
}
