using System.Globalization;
using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>Makes a registered version a backbone: its file is in the store already, its preprocessing goes with it.</summary>
internal sealed class UseVersionAsBackboneHandler(
    IModelStore versions,
    ICustomModelStore models,
    IArtifactStore artifacts,
    ModelInspector inspector,
    CurrentCaller caller
) : IRequestHandler<UseVersionAsBackbone, Outcome<CustomModelId>>
{
    public async Task<Outcome<CustomModelId>> Handle(UseVersionAsBackbone request, CancellationToken cancellationToken)
    {
        if (await versions.GetVersionAsync(request.Version, cancellationToken) is not { Contents: var contents } version)
            return Outcome<CustomModelId>.Refused(new Refusal(RefusalKind.NotFound, "jobs.version.missing"));
        var name = string.Create(CultureInfo.InvariantCulture, $"{version.Name} v{version.Number}");
        if (await artifacts.LocalPathAsync(contents.Artifact, cancellationToken) is not { } file)
            return Outcome<CustomModelId>.Refused(new Refusal(RefusalKind.Unavailable, "jobs.version.file", ("name", name)));
        var inspected = await inspector.InspectAsync(file, name, cancellationToken);
        if (inspected.Value is not { } inspection)
            return Outcome<CustomModelId>.Refused(inspected.Reason!);
        return await models.AddAsync(
            version.Project,
            new(
                name,
                $"{version.Name}-v{version.Number.ToString(CultureInfo.InvariantCulture)}.keras",
                contents.Artifact,
                contents.Bytes,
                JsonSerializer.Serialize(inspection, ModelInspection.Json),
                inspection.Features?.Layer ?? "",
                version.Version,
                contents.PreprocessingJson
            ),
            caller.Value,
            cancellationToken
        );
    }
}
