using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Predicts one uploaded picture with a run's best model, in a worker. The upload is gone afterwards.</summary>
public sealed record PredictWithRun(RunId Run, UploadSource Picture) : IRequest<Outcome<PredictionResult>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}
