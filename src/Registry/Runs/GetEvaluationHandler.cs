using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class GetEvaluationHandler(RegistryReader reader, PicturePaths pictures) : IRequestHandler<GetEvaluation, RunEvaluation?>
{
    public async Task<RunEvaluation?> Handle(GetEvaluation request, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(
            async context => await (from r in context.Runs
                                    where r.Id == request.Run
                                    join d in context.Documents on r.Id equals d.RunId
                                    where d.Name == RunDocument.Evaluation
                                    select new { r.DatasetVersionId, d.Json }).SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        if (EvaluationJson.Read(found?.Json).Report is not { } report) return null;
        return new(report, await pictures.OfAsync(found!.DatasetVersionId, report, cancellationToken));
    }
}
