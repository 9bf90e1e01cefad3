using System.Text.Json;
using MediatR;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Imports;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>Takes one uploaded model file: checked by a child, stored by its hash, remembered as a backbone. The upload is gone afterwards, whatever became of
/// it.</summary>
internal sealed class ImportCustomModelHandler(
    ImportSourceGate gate,
    ModelInspector inspector,
    IArtifactStore artifacts,
    ICustomModelStore models,
    StorageLayout layout,
    IOptions<ImportOptions> options,
    CurrentCaller caller
) : IRequestHandler<ImportCustomModel, Outcome<CustomModelId>>
{
    private static readonly string[] Endings = [".keras", ".h5", ".hdf5"];

    public async Task<Outcome<CustomModelId>> Handle(ImportCustomModel request, CancellationToken cancellationToken)
    {
        if (gate.Resolve(request.Upload) is { Reason: { } refusal })
            return Outcome<CustomModelId>.Refused(refusal);
        var folder = Path.Combine(layout.Uploads, request.Upload.Folder);
        try
        {
            return await TakeAsync(request.Project, folder, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Outcome<CustomModelId>> TakeAsync(ProjectId project, string folder, CancellationToken cancellationToken)
    {
        if (Directory.GetFileSystemEntries(folder) is not [var file] || !File.Exists(file))
            return Outcome<CustomModelId>.Refused(new Refusal("jobs.modelFile.one"));
        var name = Path.GetFileName(file);
        if (!Endings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            return Outcome<CustomModelId>.Refused(new Refusal("jobs.modelFile.ending", ("name", name)));
        var bytes = new FileInfo(file).Length;
        if (bytes > options.Value.MaxModelBytes)
            return Outcome<CustomModelId>.Refused(
                new Refusal(
                    RefusalKind.TooLarge,
                    "jobs.modelFile.tooLarge",
                    ("most", $"{options.Value.MaxModelBytes / 1e6:0}"),
                    ("setting", $"{ImportOptions.Section}:{nameof(ImportOptions.MaxModelBytes)}"),
                    ("bytes", $"{bytes / 1e6:0}")
                )
            );
        var inspected = await inspector.InspectAsync(file, name, cancellationToken);
        if (inspected.Value is not { } inspection)
            return Outcome<CustomModelId>.Refused(inspected.Reason!);
        var sha = await artifacts.PutFileAsync(file, cancellationToken);
        return await models.AddAsync(
            project,
            new(
                Path.GetFileNameWithoutExtension(name),
                name,
                sha,
                bytes,
                JsonSerializer.Serialize(inspection, ModelInspection.Json),
                inspection.Features!.Layer
            ),
            caller.Value,
            cancellationToken
        );
    }
}
