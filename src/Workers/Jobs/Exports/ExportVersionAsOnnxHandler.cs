using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Workers.Jobs.Exports;

internal sealed class ExportVersionAsOnnxHandler(IModelStore models, OnnxExporter exporter) : IRequestHandler<ExportVersionAsOnnx, Outcome<string>>
{
    public async Task<Outcome<string>> Handle(ExportVersionAsOnnx request, CancellationToken cancellationToken)
        => await models.GetVersionAsync(request.Version, cancellationToken) is not { } version ? Outcome<string>.Refused("Expected a model version that exists; it was not found.")
            : await exporter.ExportAsync($"{version.Name} v{version.Number}", version.Contents.Artifact, version.Contents.PreprocessingJson, cancellationToken);
}
