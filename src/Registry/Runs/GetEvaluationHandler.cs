using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class GetEvaluationHandler(RegistryReader reader, EvaluationReader evaluations, PicturePaths pictures)
    : IRequestHandler<GetEvaluation, StoredEvaluation?>
{
    public async Task<StoredEvaluation?> Handle(GetEvaluation request, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(
            async context =>
                await (
                    from r in context.Runs
                    where r.Id == request.Run
                    select new
                    {
                        r.DatasetVersionId,
                        Documents = context
                            .Documents.Where(d => d.RunId == r.Id && (d.Name == RunDocument.Evaluation || d.Name == RunDocument.Preprocessing))
                            .ToList(),
                    }
                ).SingleOrDefaultAsync(cancellationToken),
            cancellationToken
        );
        if (found is null)
            return null;
        string? Json(string name) => found.Documents.Find(d => d.Name == name)?.Json;
        return await evaluations.ReadAsync(Json(RunDocument.Evaluation), Json(RunDocument.Preprocessing), cancellationToken) is { } evaluation
            ? await pictures.WithAsync(found.DatasetVersionId, evaluation with { Run = request.Run }, cancellationToken)
            : null;
    }
}
