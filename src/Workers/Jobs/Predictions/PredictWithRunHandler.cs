using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

internal sealed class PredictWithRunHandler(IRunStore runs, PicturePredictor predictor) : IRequestHandler<PredictWithRun, Outcome<PredictionResult>>
{
    public async Task<Outcome<PredictionResult>> Handle(PredictWithRun request, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run) return Outcome<PredictionResult>.Refused("Expected a run that exists; it was not found.");
        if (run.BestModel is null) return Outcome<PredictionResult>.Refused($"Run {run.Number} has no model yet.");
        return await predictor.PredictAsync($"Try-it of run {run.Number}", run.BestModel, run.PreprocessingJson, run.ClassNames, request.Picture, cancellationToken);
    }
}
