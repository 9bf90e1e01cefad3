using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>What people change on datasets: name, archive.</summary>
internal sealed class ChangeDatasetHandlers(RegistryWriter writer) : IRequestHandler<RenameDataset, Outcome>, IRequestHandler<ArchiveDataset, Outcome>
{
    public async Task<Outcome> Handle(RenameDataset request, CancellationToken cancellationToken)
    {
        var name = PlainText.Name(request.Name, "a dataset name", 100);
        if (!name.IsDone) return Outcome.Refused(name.Refusal!);
        return await ChangeAsync(
            request.Dataset,
            async (unit, dataset) =>
            {
                if (EditedText.Check(request.Began, dataset.Name, name.Value!, "the name") is { } conflict) return Outcome.Refused(conflict);
                var key = name.Value!.ToLowerInvariant();
                if (await unit.Context.Datasets.AnyAsync(d => d.Id != dataset.Id && EF.Property<string>(d, DatasetConfiguration.NameKey) == key, cancellationToken))
                    return Outcome.Refused($"There is another dataset named {name.Value}.");
                dataset.Rename(name.Value!);
                return Outcome.Done;
            },
            cancellationToken);
    }

    public Task<Outcome> Handle(ArchiveDataset request, CancellationToken cancellationToken) => ChangeAsync(
        request.Dataset,
        (_, dataset) =>
        {
            dataset.Archive(request.Archived);
            return Task.FromResult(Outcome.Done);
        },
        cancellationToken);

    private Task<Outcome> ChangeAsync(DatasetId id, Func<WriteUnit, Dataset, Task<Outcome>> change, CancellationToken cancellationToken) => writer.WriteAsync(
        async unit => await unit.Context.Datasets.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) is { } dataset
            ? await change(unit, dataset)
            : Outcome.Refused($"Expected a dataset of this registry; received {id}."),
        cancellationToken);
}
