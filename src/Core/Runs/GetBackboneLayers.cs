using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Names of a backbone's layers in order, for the "last N" slider; asked from a worker once and kept.</summary>
/// <param name="Backbone">A name, or a custom model as in <c>backbone.file</c>.</param>
/// <param name="Cut">Where a custom model is cut; null for its own choice.</param>
public sealed record GetBackboneLayers(string Backbone, LayerReference? Cut = null) : IRequest<Outcome<IReadOnlyList<BackboneLayer>>>, IGuarded
{
    public Needs Needs => Needs.View().Seeing(ObjectReference.BackboneOf(Backbone));
}
