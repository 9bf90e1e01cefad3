using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Asks <c>mlops import --preview</c>.</summary>
internal sealed class PreviewTableHandler(ImportSourceGate gate, IWorkerCalls calls, StorageLayout layout)
    : IRequestHandler<PreviewTable, Outcome<TablePreview>>
{
    public async Task<Outcome<TablePreview>> Handle(PreviewTable request, CancellationToken cancellationToken)
    {
        var from = gate.Resolve(request.Source);
        if (from.Value is not { } path)
            return Outcome<TablePreview>.Refused(from.Reason!);
        var answer = await calls.CallAsync(
            new(
                new("work.what.table"),
                ["import", "--from", path, "--store", layout.Root, "--preview", .. TableArguments.Of(request.Choices ?? request.Source.Table)]
            ),
            cancellationToken
        );
        return answer.IsDone
            ? Outcome.Of(JsonSerializer.Deserialize<TablePreview>(answer.Output, DatasetManifest.Json)!)
            : Outcome<TablePreview>.Refused(answer.Why!);
    }
}
