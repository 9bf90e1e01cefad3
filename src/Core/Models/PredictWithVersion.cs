using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Models;

/// <summary>Predicts one uploaded picture, or one text, with a version, preprocessing executed from the registry's data, in a worker. The upload is gone
/// afterwards.</summary>
public sealed record PredictWithVersion(ModelVersionId Version, PredictionQuestion Question) : IRequest<Outcome<PredictionResult>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
