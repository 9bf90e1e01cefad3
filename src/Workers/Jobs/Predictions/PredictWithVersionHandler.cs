using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

internal sealed class PredictWithVersionHandler(IModelStore models, PicturePredictor predictor) : IRequestHandler<PredictWithVersion, Outcome<PredictionResult>>
{
    public async Task<Outcome<PredictionResult>> Handle(PredictWithVersion request, CancellationToken cancellationToken)
    {
        if (await models.GetVersionAsync(request.Version, cancellationToken) is not { } version)
            return Outcome<PredictionResult>.Refused(new Refusal(RefusalKind.NotFound, "jobs.version.missing"));
        var contents = version.Contents;
        return await predictor.PredictAsync(
            new("words.version", ("model", version.Name), ("version", $"{version.Number}")),
            contents.Artifact,
            contents.PreprocessingJson,
            contents.ClassNames,
            request.Question,
            cancellationToken
        );
    }
}
