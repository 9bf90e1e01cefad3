using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>What people change on datasets: name, archive.</summary>
internal sealed class ChangeDatasetHandlers(RegistryWriter writer, CurrentCaller caller)
    : IRequestHandler<RenameDataset, Outcome>,
        IRequestHandler<ArchiveDataset, Outcome>
{
    public async Task<Outcome> Handle(RenameDataset request, CancellationToken cancellationToken)
    {
        var name = PlainText.Name(request.Name, "words.text.datasetName", 100);
        if (!name.IsDone)
            return Outcome.Refused(name.Reason!);
        return await ChangeAsync(
            request.Dataset,
            async (unit, dataset) =>
            {
                if (EditedText.Check(request.Began, dataset.Name, name.Value!, "words.edited.name") is { } conflict)
                    return Outcome.Refused(conflict);
                var key = name.Value!.ToLowerInvariant();
                if (
                    await unit.Context.Datasets.AnyAsync(
                        d => d.Id != dataset.Id && EF.Property<string>(d, DatasetConfiguration.NameKey) == key,
                        cancellationToken
                    )
                )
                    return Outcome.Refused(new Refusal(RefusalKind.Conflict, "registry.dataset.named", ("name", name.Value)));
                if (dataset.Name == name.Value)
                    return Outcome.Done;
                var before = dataset.Name;
                dataset.Rename(name.Value!);
                Say(unit, dataset, "dataset-renamed", new("activity.dataset.renamed", ("before", before), ("name", dataset.Name)));
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(ArchiveDataset request, CancellationToken cancellationToken) =>
        ChangeAsync(
            request.Dataset,
            (unit, dataset) =>
            {
                if (dataset.IsArchived == request.Archived)
                    return Task.FromResult(Outcome.Done);
                dataset.Archive(request.Archived);
                Say(
                    unit,
                    dataset,
                    request.Archived ? "dataset-archived" : "dataset-restored",
                    new(request.Archived ? "activity.archived" : "activity.restored", ("name", dataset.Name))
                );
                return Task.FromResult(Outcome.Done);
            },
            cancellationToken
        );

    private void Say(WriteUnit unit, Dataset dataset, string action, Refusal said) =>
        ActivityLog.Append(unit, caller.Value, dataset.ProjectId, dataset.Id, action, dataset.Name, said, null);

    private Task<Outcome> ChangeAsync(DatasetId id, Func<WriteUnit, Dataset, Task<Outcome>> change, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
                await unit.Context.Datasets.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) is { } dataset
                    ? await change(unit, dataset)
                    : Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.dataset.missing", ("received", id.ToString()))),
            cancellationToken
        );
}
