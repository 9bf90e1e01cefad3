using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Exports;

internal sealed class ExportRunAsOnnxHandler(IRunStore runs, OnnxExporter exporter) : IRequestHandler<ExportRunAsOnnx, Outcome<string>>
{
    public async Task<Outcome<string>> Handle(ExportRunAsOnnx request, CancellationToken cancellationToken) =>
        await runs.FindAsync(request.Run, cancellationToken) is not { } run ? Outcome<string>.Refused(new Refusal(RefusalKind.NotFound, "jobs.run.missing"))
        : run.BestModel is not { } model ? Outcome<string>.Refused(new Refusal(RefusalKind.Conflict, "jobs.run.noModel", ("run", $"{run.Number}")))
        : await exporter.ExportAsync(
            new("words.run.numbered", ("run", $"{run.Number}")),
            model,
            run.PreprocessingJson,
            request.TokenizerInside,
            cancellationToken
        );
}
