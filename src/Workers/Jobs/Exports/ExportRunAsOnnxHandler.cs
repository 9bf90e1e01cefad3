using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Exports;

internal sealed class ExportRunAsOnnxHandler(IRunStore runs, OnnxExporter exporter) : IRequestHandler<ExportRunAsOnnx, Outcome<string>>
{
    public async Task<Outcome<string>> Handle(ExportRunAsOnnx request, CancellationToken cancellationToken)
        => await runs.FindAsync(request.Run, cancellationToken) is not { } run ? Outcome<string>.Refused("Expected a run that exists; it was not found.")
            : run.BestModel is not { } model ? Outcome<string>.Refused($"Run {run.Number} has no model yet.")
            : await exporter.ExportAsync($"run {run.Number}", model, run.PreprocessingJson, cancellationToken);
}
