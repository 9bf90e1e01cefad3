using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets.Labelling;

internal sealed class GetLabelsHandler(RegistryReader reader, ManifestFiles manifests) : IRequestHandler<GetLabels, LabelDraft?>
{
    public async Task<LabelDraft?> Handle(GetLabels request, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(
            async context =>
                await (
                    from v in context.DatasetVersions
                    where v.Id == request.Version
                    join d in context.Datasets on v.DatasetId equals d.Id
                    select new
                    {
                        d.Id,
                        d.Name,
                        v.Number,
                        v.ManifestHash,
                        Newest = context.DatasetVersions.Where(other => other.DatasetId == d.Id).Max(other => other.Number),
                    }
                ).SingleOrDefaultAsync(cancellationToken)
                    is { } version
                    ? new
                    {
                        Version = version,
                        Names = await context
                            .LabelNames.Where(n => n.VersionId == request.Version)
                            .OrderBy(n => n.Number)
                            .Select(n => n.Name)
                            .ToListAsync(cancellationToken),
                        Edits = await context.LabelEdits.Where(e => e.VersionId == request.Version).ToListAsync(cancellationToken),
                    }
                    : null,
            cancellationToken
        );
        if (found is null || await manifests.ReadAsync(found.Version.ManifestHash, cancellationToken) is not { } manifest)
            return null;
        return new(
            found.Version.Id,
            found.Version.Name,
            request.Version,
            found.Version.Number,
            found.Version.Newest,
            manifest.Kind,
            [.. manifest.ClassNames, .. found.Names],
            [.. manifest.Entries.OrderBy(e => e.Path, StringComparer.Ordinal)],
            found.Edits.ToDictionary(e => e.Path, LabelReading.Edit, StringComparer.Ordinal)
        );
    }
}
