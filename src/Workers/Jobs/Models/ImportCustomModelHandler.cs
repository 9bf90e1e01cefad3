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

/// <summary>Takes one uploaded model: checked by a child, stored by its hash, remembered as a backbone. The upload is gone afterwards, whatever became of
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
    public async Task<Outcome<CustomModelId>> Handle(ImportCustomModel request, CancellationToken cancellationToken)
    {
        if (gate.Resolve(request.Upload) is { Reason: { } refusal })
            return Outcome<CustomModelId>.Refused(refusal);
        var folder = Path.Combine(layout.Uploads, request.Upload.Folder);
        try
        {
            return await TakeAsync(request, folder, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Outcome<CustomModelId>> TakeAsync(ImportCustomModel request, string folder, CancellationToken cancellationToken)
    {
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
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
        var opened = await UploadedModel.OpenAsync(folder, cancellationToken);
        if (opened.Value is not { } model)
            return Outcome<CustomModelId>.Refused(opened.Reason!);
        var inspected = await inspector.InspectAsync(model.File, model.Name ?? model.FileName, cancellationToken);
        if (inspected.Value is not { } inspection)
            return Outcome<CustomModelId>.Refused(inspected.Reason!);
        if (request.Input is { } wanted && wanted != inspection.Input)
            return Outcome<CustomModelId>.Refused(
                new Refusal(
                    "jobs.modelFile.input",
                    ("name", model.FileName),
                    ("expected", new Refusal($"words.input.{wanted}")),
                    ("received", new Refusal($"words.input.{inspection.Input}"))
                )
            );
        var sha = await artifacts.PutFileAsync(model.File, cancellationToken);
        return await models.AddAsync(
            request.Project,
            new(
                model.Name ?? inspection.ShortName,
                model.FileName,
                sha,
                new FileInfo(model.File).Length,
                JsonSerializer.Serialize(inspection, ModelInspection.Json),
                inspection.Features?.Layer ?? ""
            ),
            caller.Value,
            cancellationToken
        );
    }
}
