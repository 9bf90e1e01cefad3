using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>Has a worker fetch them, as the start of a run would; answered once they are here. Whoever cancels ends the transfer, and what has arrived is kept
/// for the next.</summary>
/// <param name="Backbone">Keras's name.</param>
/// <param name="Progress">Told a few times a second.</param>
public sealed record FetchBackboneWeights(string Backbone, IProgress<WeightTransfer> Progress) : IRequest<Outcome<BackboneWeights>>, IGuarded
{
    public Needs Needs => Needs.View();
}
