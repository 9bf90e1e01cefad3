using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

internal sealed class PredictWithRunHandler(IRunStore runs, PicturePredictor predictor) : IRequestHandler<PredictWithRun, Outcome<PredictionResult>>
{
    public async Task<Outcome<PredictionResult>> Handle(PredictWithRun request, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run)
            return Outcome<PredictionResult>.Refused(new Refusal(RefusalKind.NotFound, "jobs.run.missing"));
        if (run.BestModel is null)
            return Outcome<PredictionResult>.Refused(new Refusal(RefusalKind.Conflict, "jobs.run.noModel", ("run", $"{run.Number}")));
        return await predictor.PredictAsync(
            new("words.run.numbered", ("run", $"{run.Number}")),
            run.BestModel,
            run.PreprocessingJson,
            run.ClassNames,
            request.Question,
            cancellationToken
        );
    }
}
