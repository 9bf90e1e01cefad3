using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs.Exports;

internal sealed class ExportVersionAsOnnxHandler(IModelStore models, OnnxExporter exporter) : IRequestHandler<ExportVersionAsOnnx, Outcome<string>>
{
    public async Task<Outcome<string>> Handle(ExportVersionAsOnnx request, CancellationToken cancellationToken) =>
        await models.GetVersionAsync(request.Version, cancellationToken) is not { } version
            ? Outcome<string>.Refused(new Refusal(RefusalKind.NotFound, "jobs.version.missing"))
            : await exporter.ExportAsync(
                new("words.version", ("model", version.Name), ("version", $"{version.Number}")),
                version.Contents.Artifact,
                version.Contents.PreprocessingJson,
                request.TokenizerInside,
                cancellationToken
            );
}
