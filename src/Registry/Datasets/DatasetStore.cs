using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Work;

namespace MlOpsDashboard.Registry.Datasets;

public sealed class DatasetStore(RegistryWriter writer, RegistryReader reader, StorageLayout layout, ManifestFiles manifests) : IDatasetStore
{
    public async Task<Outcome<ImportId>> CreateImportAsync(
        ProjectId project,
        string datasetName,
        ImportSource source,
        Caller by,
        CancellationToken cancellationToken
    )
    {
        if (source.AddTo is { } version)
        {
            if (await DatasetOfAsync(version, cancellationToken) is not var (ofVersion, itsProject))
                return Outcome<ImportId>.Refused(new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", version.ToString())));
            (datasetName, project) = (ofVersion, itsProject);
        }
        var name = PlainText.Name(datasetName, "words.text.datasetName", 100);
        if (!name.IsDone)
            return Outcome<ImportId>.Refused(name.Reason!);
        var import = ImportId.New();
        return await writer.WriteAsync<Outcome<ImportId>>(
            async unit =>
            {
                var stored = new DatasetImport(
                    import,
                    name.Value!,
                    JsonSerializer.Serialize(source, DatasetManifest.Json),
                    StoredSentence.Of(ImportSourceWords.Of(source)).Text,
                    project,
                    by,
                    unit.Now
                );
                unit.Context.Add(stored);
                await WorkRows.QueueAsync(unit, WorkId.Of(import), WorkKind.Import, WorkGroups.Disk, project, cancellationToken);
                ActivityLog.Append(
                    unit,
                    by,
                    project,
                    import,
                    "import-started",
                    stored.DatasetName,
                    new("activity.import.started", ("name", stored.DatasetName), ("source", ImportSourceWords.Of(source))),
                    null
                );
                Publish(unit, stored);
                return import;
            },
            cancellationToken
        );
    }

    private Task<(string Name, ProjectId Project)?> DatasetOfAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        reader.ReadAsync<(string, ProjectId)?>(
            async context =>
                await (
                    from v in context.DatasetVersions
                    where v.Id == version
                    join d in context.Datasets on v.DatasetId equals d.Id
                    select new { d.Name, d.ProjectId }
                ).FirstOrDefaultAsync(cancellationToken)
                    is { } found
                    ? (found.Name, found.ProjectId)
                    : null,
            cancellationToken
        );

    public Task<bool> ReportProgressAsync(WorkLease lease, ImportProgress? progress, WorkOffsets offsets, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } work)
                    return false;
                if (await FindAsync(unit.Context, lease.Id.Import, cancellationToken) is not { IsFinished: false } open)
                    return false;
                if (progress is not null)
                    open.Report(PlainText.Line(progress.Step, 200), progress.Done, progress.Total);
                work.Deliver(offsets);
                Publish(unit, open);
                return true;
            },
            cancellationToken
        );

    public async Task<Outcome<StoredDatasetVersion>> CompleteImportAsync(ImportId import, CompletedImport completed, CancellationToken cancellationToken)
    {
        var read = await ManifestFiles.ReadFileAsync(completed.ManifestFile, cancellationToken);
        if (read.Value is not { } manifest)
            return Outcome<StoredDatasetVersion>.Refused(read.Reason!);
        var hash = manifest.Hash;
        var place = layout.Manifest(hash);
        if (Path.GetFullPath(completed.ManifestFile) != place)
            await DurableFile.WriteAsync(place, (file, token) => JsonSerializer.SerializeAsync(file, manifest, DatasetManifest.Json, token), cancellationToken);
        return await writer.WriteAsync(unit => CompleteAsync(unit, import, completed, manifest, hash, cancellationToken), cancellationToken);
    }

    public Task<Outcome> EndImportAsync(ImportId import, ImportStatus status, Refusal? why, ImportReport? report, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await FindAsync(unit.Context, import, cancellationToken) is not { } open)
                    return Outcome.Refused(Unknown(import));
                if (open.IsFinished)
                    return Outcome.Refused(Ended(open));
                open.End(status, why, report is null ? null : JsonSerializer.Serialize(report, DatasetManifest.Json), unit.Now);
                await EndWorkAsync(unit, import, cancellationToken);
                Publish(unit, open);
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<Outcome> CancelImportAsync(ImportId import, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await FindAsync(unit.Context, import, cancellationToken) is not { } open)
                    return Outcome.Refused(Unknown(import));
                if (open.IsFinished)
                    return Outcome.Refused(Ended(open));
                open.End(ImportStatus.Cancelled, null, null, unit.Now);
                await EndWorkAsync(unit, import, cancellationToken);
                ActivityLog.Append(
                    unit,
                    by,
                    open.ProjectId,
                    import,
                    "import-cancelled",
                    open.DatasetName,
                    new("activity.import.cancelled", ("name", open.DatasetName), ("source", SourceOf(open))),
                    null
                );
                Publish(unit, open);
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<OpenImport>> OpenImportsAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<OpenImport>>(
            async context =>
            {
                var open = await context
                    .Imports.Where(i => i.Status == ImportStatus.Queued || i.Status == ImportStatus.Running)
                    .OrderBy(i => i.CreatedAt)
                    .ToListAsync(cancellationToken);
                return [.. open.Select(i => new OpenImport(i.Id, i.ProjectId, i.DatasetName, DatasetReading.Source(i.SourceJson), i.Status))];
            },
            cancellationToken
        );

    public Task<KnownImport?> FindImportAsync(ImportId import, CancellationToken cancellationToken) =>
        reader.ReadAsync<KnownImport?>(
            async context =>
                await FindAsync(context, import, cancellationToken) is { } known
                    ? new(import, known.DatasetName, JsonSerializer.Deserialize<ImportSource>(known.SourceJson, DatasetManifest.Json)!, known.Status)
                    : null,
            cancellationToken
        );

    public async Task<string?> ManifestPathAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        (await GetVersionAsync(version, cancellationToken))?.ManifestFile;

    public Task<StoredDatasetVersion?> GetVersionAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => StoredAsync(context, context.DatasetVersions.Where(v => v.Id == version), cancellationToken), cancellationToken);

    // Names from before they were composed are found as they are.
    public async Task<StoredDatasetVersion?> FindByNameAsync(string name, int? number, CancellationToken cancellationToken) =>
        await FindAsync(UnicodeForm.ToNfc(name), number, cancellationToken) ?? await FindAsync(name, number, cancellationToken);

    private Task<StoredDatasetVersion?> FindAsync(string name, int? number, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            context =>
            {
                var key = name.Trim().ToLowerInvariant();
                var versions =
                    from d in context.Datasets
                    where EF.Property<string>(d, Configurations.DatasetConfiguration.NameKey) == key
                    join v in context.DatasetVersions on d.Id equals v.DatasetId
                    where number == null || v.Number == number
                    select v;
                return StoredAsync(context, versions, cancellationToken);
            },
            cancellationToken
        );

    public async Task<DatasetManifest?> ReadManifestAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        await GetVersionAsync(version, cancellationToken) is { } stored ? await manifests.ReadAsync(stored.ManifestHash, cancellationToken) : null;

    private async Task<Outcome<StoredDatasetVersion>> CompleteAsync(
        WriteUnit unit,
        ImportId import,
        CompletedImport completed,
        DatasetManifest manifest,
        string hash,
        CancellationToken cancellationToken
    )
    {
        var context = unit.Context;
        if (await FindAsync(context, import, cancellationToken) is not { } open)
            return Outcome<StoredDatasetVersion>.Refused(Unknown(import));
        if (open.IsFinished)
            return Outcome<StoredDatasetVersion>.Refused(Ended(open));

        var key = open.DatasetName.ToLowerInvariant();
        var addTo = DatasetReading.Source(open.SourceJson).AddTo;
        var dataset = await context
            .Datasets.Include(d => d.Versions)
            .SingleOrDefaultAsync(
                d => addTo == null ? EF.Property<string>(d, Configurations.DatasetConfiguration.NameKey) == key : d.Versions.Any(v => v.Id == addTo),
                cancellationToken
            );
        if (dataset is not null && dataset.ProjectId != open.ProjectId)
            return Outcome<StoredDatasetVersion>.Refused(
                new Refusal(RefusalKind.Conflict, "caller.name.taken", ("kind", ObjectWords.Of(ObjectKind.Dataset)), ("name", open.DatasetName))
            );
        if (dataset is null)
            context.Add(dataset = new(DatasetId.New(), open.DatasetName, completed.Attribution, open.ProjectId, open.CreatedBy, unit.Now));
        // Importing into it says that it is wanted.
        dataset.Archive(false);
        var report = JsonSerializer.Serialize(completed.Report, DatasetManifest.Json);
        var source = dataset.Versions.FirstOrDefault(v => v.Id == addTo) is { } from
            ? new Refusal("words.source.added", ("version", $"{from.Number}"), ("source", SourceOf(open)))
            : SourceOf(open);
        var version = DatasetVersions.Add(unit, dataset, manifest, hash, report, source);
        open.Complete(dataset.Id, version.Id, report, unit.Now);
        await EndWorkAsync(unit, import, cancellationToken);
        ActivityLog.Append(
            unit,
            new(open.CreatedBy, open.CreatedOnBehalfOf, []),
            dataset.ProjectId,
            dataset.Id,
            "version-imported",
            $"{dataset.Name} v{version.Number}",
            new("activity.dataset.imported", ("name", dataset.Name), ("version", $"{version.Number}"), ("source", SourceOf(open))),
            null
        );
        Publish(unit, open);
        return new StoredDatasetVersion(
            dataset.Id,
            dataset.Name,
            version.Id,
            version.Number,
            hash,
            layout.Manifest(hash),
            version.Pictures,
            manifest.ClassNames,
            version.Bytes,
            dataset.Attribution,
            completed.Report.Parts
        )
        {
            Kind = manifest.Kind,
            Input = manifest.Input,
        };
    }

    private async Task<StoredDatasetVersion?> StoredAsync(RegistryContext context, IQueryable<DatasetVersion> versions, CancellationToken cancellationToken)
    {
        var found = await (
            from v in versions
            join d in context.Datasets on v.DatasetId equals d.Id
            join f in context.DatasetFacts on v.Id equals f.VersionId
            orderby v.Number descending
            select new
            {
                d.Id,
                d.Name,
                d.Attribution,
                Version = v.Id,
                v.Number,
                v.ManifestHash,
                v.Pictures,
                v.Bytes,
                v.ReportJson,
                f.Kind,
                f.Input,
                f.ClassesJson,
            }
        ).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var classes = DatasetFactsOf.Read<ClassCount>(found.ClassesJson).Select(c => c.Class).ToList();
        return new(
            found.Id,
            found.Name,
            found.Version,
            found.Number,
            found.ManifestHash,
            layout.Manifest(found.ManifestHash),
            found.Pictures,
            classes,
            found.Bytes,
            found.Attribution,
            DatasetReading.Report(found.ReportJson)?.Parts
        )
        {
            Kind = found.Kind,
            Input = found.Input,
        };
    }

    private static async Task EndWorkAsync(WriteUnit unit, ImportId import, CancellationToken cancellationToken) =>
        (await WorkRows.FindAsync(unit.Context, WorkId.Of(import), cancellationToken))?.End();

    private static Task<DatasetImport?> FindAsync(RegistryContext context, ImportId import, CancellationToken cancellationToken) =>
        context.Imports.SingleOrDefaultAsync(i => i.Id == import, cancellationToken);

    // What another version has stored is called as it called it.
    internal static Refusal SourceOf(DatasetImport import) =>
        DatasetReading.Source(import.SourceJson) is var source and not UnknownSource ? ImportSourceWords.Of(source) : Refusal.OfSentence(import.SourceName);

    private static Refusal Unknown(ImportId import) => new Refusal(RefusalKind.NotFound, "registry.import.missing", ("received", import.ToString()));

    private static Refusal Ended(DatasetImport import) =>
        new Refusal(RefusalKind.Conflict, "registry.import.ended", ("name", import.DatasetName), ("status", new Refusal($"words.import.{import.Status}")));

    private static void Publish(WriteUnit unit, DatasetImport import) => unit.Publish(new(new RunId(import.Id.Value), [], null) { Project = import.ProjectId });
}
