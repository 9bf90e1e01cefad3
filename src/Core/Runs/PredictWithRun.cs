using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Predicts one uploaded picture, or one text, with a run's best model, in a worker. The upload is gone afterwards.</summary>
public sealed record PredictWithRun(RunId Run, PredictionQuestion Question) : IRequest<Outcome<PredictionResult>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}
