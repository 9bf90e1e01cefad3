using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Import.Texts;
using MlOpsDashboard.Workers.Engine.Import.Zip;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>
/// Reads a zip archive or a folder of class folders, or of pictures that a table or annotation files speak of (within it, or given themselves), keeps its good
/// pictures content-addressed with previews, and writes the manifest of the dataset version. The same pictures in the same folders give the same manifest, from an archive or a folder.
/// </summary>
public sealed class DatasetImporter(StorageLayout layout, TimeProvider time, ImportLimits? limits = null, ImportChoices? choices = null)
{
    private readonly ImportChoices choices = choices ?? new();
    private readonly ImportLimits limits = limits ?? ImportLimits.Default;

    /// <param name="from">A zip archive, a folder, a table (<c>.csv</c>, <c>.tsv</c>, <c>.jsonl</c>, a <c>.json</c> list) whose files are named relative to
    /// it, or an annotation file beside its pictures.</param>
    /// <param name="manifestFolder">Where the manifest goes; null for <see cref="StorageLayout.Manifests"/>.</param>
    /// <param name="report">Called with progress, at most four times a second.</param>
    /// <returns>With a refusal sentence where the whole import was refused; then no manifest was written.</returns>
    public async Task<ImportFinished> ImportAsync(string from, string? manifestFolder, Action<ImportProgress> report, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(limits.MaxDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var refused = new List<RefusedFile>();
        try
        {
            return await ImportAsync(from, manifestFolder ?? layout.Manifests, refused, report, either.Token);
        }
        catch (RefusedException e)
        {
            return ImportFinished.Refused(ImportSummary.Of(new([], []), refused), e.Reason);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ImportFinished.Refused(ImportSummary.Of(new([], []), refused), new Refusal("imports.duration", ("most", limits.MaxDuration.ToString())));
        }
    }

    private async Task<ImportFinished> ImportAsync(
        string from,
        string manifestFolder,
        List<RefusedFile> refused,
        Action<ImportProgress> report,
        CancellationToken cancellationToken
    )
    {
        report(new ImportProgress("Listing files", 0, null));
        using var source = Open(from, cancellationToken);
        if (choices.Kind is null && TextsOfSource.Find(source, choices.ReadParts, cancellationToken) is { } texts)
        {
            return ImportTexts(source, texts, manifestFolder, refused, report, cancellationToken);
        }
        var annotated = AnnotationsOf(source, from, cancellationToken);
        var table = annotated is null ? TableOfSource.Find(source, PictureTable.IsOne(from) ? Path.GetFileName(from) : null, cancellationToken) : (null, []);
        var version = choices.AddTo is { } addTo ? ManifestReader.Read(addTo) : null;
        var unlabelled = TargetKinds.Find(version?.Kind ?? choices.Kind ?? DatasetKinds.Class);
        var layoutOfClasses =
            annotated?.Layout
            ?? table.Layout
            ?? (unlabelled is null ? new ClassLayout(source.Entries, choices.ReadParts) : ClassLayout.Unlabelled(source.Entries, unlabelled.Kind));
        if (choices.Kind is { } kind && layoutOfClasses.Kind != kind)
        {
            throw new RefusedException(
                new Refusal("imports.kind.other", ("expected", DatasetKinds.Said(kind)), ("received", DatasetKinds.Said(layoutOfClasses.Kind)))
            );
        }
        var warnings = (annotated?.Warnings ?? table.Warnings).ToList();
        refused.AddRange(source.Refused);
        refused.AddRange(layoutOfClasses.Refused);
        refused.AddRange(NestedArchive.Refusals(source.Entries));
        if (version is null && unlabelled is null)
        {
            ClassCheck.Names(source.Name, layoutOfClasses, refused);
        }

        var blobs = new BlobWriter(layout);
        // What lies in the dataset as it is stored stays among its like.
        var turns = choices.TurnPictures && version?.IsUpright is not false;
        var found = await ReadAsync(
            source,
            layoutOfClasses.Files,
            new(annotated?.Pictures, layoutOfClasses.Kind == unlabelled?.Kind ? unlabelled : null, turns),
            blobs,
            report,
            cancellationToken
        );
        warnings.AddRange(annotated?.Pictures.Warnings ?? []);
        var classes = layoutOfClasses.Classes;
        var isOfATask = DatasetKinds.IsOfATask(layoutOfClasses.Kind);
        if (choices.MergeLabels && layoutOfClasses.Kind != DatasetKinds.Numbers && !isOfATask)
        {
            (classes, found) = Merged(classes, found, layoutOfClasses.Kind == DatasetKinds.Labels);
        }
        var entries = Duplicates.Resolve(found, refused);
        var isOfLabels = layoutOfClasses.Kind == DatasetKinds.Labels;
        if (isOfLabels)
        {
            (classes, var gone) = LabelsOf(classes, entries);
            warnings.AddRange(gone);
        }
        var manifest = new DatasetManifest([.. classes], entries) { Kind = layoutOfClasses.Kind, ReadsOrientation = true };
        var reason = version is null ? ClassCheck.Pictures(manifest.Kind, classes, entries, refused) : ClassCheck.AnyPicture(entries, refused);
        if (reason is not null)
        {
            return ImportFinished.Refused(ImportSummary.Of(manifest, refused, warnings), reason);
        }
        if (choices.MergeLabels && isOfATask)
        {
            manifest = new MergeLabels().Apply(manifest);
        }
        if (choices.SeveralLabels && !isOfLabels)
        {
            manifest = new SeveralLabels().Apply(manifest);
        }
        if (version is not null)
        {
            manifest = AddedPictures.Add(
                version,
                manifest,
                (entry, there) => refused.Add(new RefusedFile(entry.Path, "duplicate", new Refusal("imports.picture.there", ("path", there.Path))))
            );
        }
        return Finish(manifest, refused, warnings, null, blobs, manifestFolder);
    }

    private ImportFinished ImportTexts(
        IPictureSource source,
        TextsOfSource texts,
        string manifestFolder,
        List<RefusedFile> refused,
        Action<ImportProgress> report,
        CancellationToken cancellationToken
    )
    {
        refused.AddRange(source.Refused);
        var version = choices.AddTo is { } addTo ? ManifestReader.Read(addTo) : null;
        var blobs = new BlobWriter(layout);
        var warnings = new List<ImportWarning>();
        var (manifest, facts) = new TextImporter(source, texts, choices, time).Read(blobs, refused, warnings, report, cancellationToken);
        if (choices.SeveralLabels && manifest.Kind == DatasetKinds.Class)
        {
            manifest = new SeveralLabels().Apply(manifest);
        }
        if (version is not null)
        {
            manifest = AddedPictures.Add(
                version,
                manifest,
                (entry, there) => refused.Add(new RefusedFile(entry.Path, RowFaults.Duplicate, new Refusal("texts.row.duplicate", ("first", there.Path))))
            );
        }
        return Finish(manifest, refused, warnings, facts, blobs, manifestFolder);
    }

    private ImportFinished Finish(
        DatasetManifest manifest,
        List<RefusedFile> refused,
        IEnumerable<ImportWarning> warnings,
        TextFacts? facts,
        BlobWriter blobs,
        string manifestFolder
    )
    {
        manifest = manifest with { BlobRoot = BlobRoot(manifestFolder) };
        var summary = ImportSummary.Of(manifest, refused, warnings, facts);
        blobs.SyncFolders();
        var hash = manifest.Hash;
        var file = Path.Combine(Path.GetFullPath(manifestFolder), Path.GetFileName(layout.Manifest(hash)));
        DurableFile.Write(file, stream => JsonSerializer.Serialize(stream, manifest, DatasetManifest.Json));
        return new ImportFinished(file, hash, summary, null);
    }

    private string BlobRoot(string manifestFolder) => Path.GetRelativePath(Path.GetFullPath(manifestFolder), layout.Blobs).Replace('\\', '/');

    private static (IReadOnlyList<string> Classes, FoundPicture[] Found) Merged(IReadOnlyList<string> classes, FoundPicture[] found, bool isOfLabels)
    {
        var counts = found
            .Select(picture => picture.Entry)
            .OfType<DatasetEntry>()
            .SelectMany(entry => entry.Names)
            .CountBy(name => name, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        var into = AlikeLabels.Merges(AlikeLabels.Find(classes.Select(name => new ClassCount(name, counts.GetValueOrDefault(name)))));
        string[] kept = [.. classes.Where(name => !into.ContainsKey(name))];
        return kept.Length < 2 && !isOfLabels
            ? throw new RefusedException(new Refusal("imports.classes.merged", ("class", kept[0])))
            : (
                kept,
                [
                    .. found
                        .Select(picture => picture.Entry is { } entry ? picture with { Entry = entry.Renamed(into) } : picture)
                        .OrderBy(picture => picture.Entry?.Class, StringComparer.Ordinal),
                ]
            );
    }

    private static (IReadOnlyList<string> Labels, IEnumerable<ImportWarning> Warnings) LabelsOf(
        IReadOnlyList<string> named,
        IReadOnlyList<DatasetEntry> entries
    )
    {
        var kept = entries.SelectMany(entry => entry.Names).ToHashSet(StringComparer.Ordinal);
        string[] gone = [.. named.Where(label => !kept.Contains(label))];
        return (
            [.. named.Where(kept.Contains)],
            gone.Length == 0
                ? []
                :
                [
                    new(
                        WarningCodes.LabelsGone,
                        gone.Length == 1
                            ? new Refusal("finding.labelsGone.one", ("label", gone[0]))
                            : new Refusal("finding.labelsGone", ("label", gone[0]), ("others", gone.Length - 1))
                    ),
                ]
        );
    }

    /// <summary>How the table of what is to be imported reads.</summary>
    /// <param name="from">As in <see cref="ImportAsync(string, string, Action{ImportProgress}, CancellationToken)"/>.</param>
    /// <exception cref="RefusedException">There is none, or it is no table of texts.</exception>
    public TablePreview Preview(string from, CancellationToken cancellationToken)
    {
        using var source = Open(from, cancellationToken);
        return new TextPreview(source, choices, cancellationToken).Read();
    }

    private IPictureSource Open(string from, CancellationToken cancellationToken)
    {
        if (File.Exists(from) && TextSource.IsTable(from))
        {
            return new PictureFolder(Path.GetDirectoryName(Path.GetFullPath(from))!, [Path.GetFileName(from)], limits);
        }
        if (PictureTable.IsOne(from) && File.Exists(from))
        {
            return TableOfSource.Open(from, limits, cancellationToken);
        }
        if (File.Exists(from) && AnnotationFormats.MayBe(from))
        {
            return new PictureFolder(Path.GetDirectoryName(Path.GetFullPath(from))!, limits, cancellationToken);
        }
        if (File.Exists(from))
        {
            return new PictureZip(from, limits, choices.Names, cancellationToken);
        }
        if (!Directory.Exists(from))
        {
            throw new RefusedException(new Refusal("imports.source.missing", ("source", from)));
        }
        return new PictureFolder(from, limits, cancellationToken);
    }

    // What is meant as a table of pictures is one, whatever else lies beside it.
    private static (ClassLayout Layout, AnnotatedPictures Pictures, IReadOnlyList<ImportWarning> Warnings)? AnnotationsOf(
        IPictureSource source,
        string from,
        CancellationToken cancellationToken
    )
    {
        if (PictureTable.IsOne(from) || TableOfSource.IsMeant(source))
        {
            return null;
        }
        var given = File.Exists(from) && AnnotationFormats.MayBe(from) ? Path.GetFileName(from) : null;
        var found = AnnotationsOfSource.Find(source, given, cancellationToken);
        return found is null && given is not null ? throw new RefusedException(new Refusal("imports.annotations.none", ("file", given))) : found;
    }

    private async Task<FoundPicture[]> ReadAsync(
        IPictureSource source,
        IReadOnlyList<ClassFile> files,
        PictureReading reading,
        BlobWriter blobs,
        Action<ImportProgress> report,
        CancellationToken cancellationToken
    )
    {
        var inspector = new PictureInspector(limits.Picture);
        var found = new FoundPicture[files.Count];
        using var progress = new ThrottledProgress("Reading pictures", files.Count, time, report);
        await Parallel.ForAsync(
            0,
            files.Count,
            cancellationToken,
            (i, stop) =>
            {
                found[i] = Read(source, files[i], reading, inspector, blobs, stop);
                progress.Step();
                return ValueTask.CompletedTask;
            }
        );
        return found;
    }

    private static FoundPicture Read(
        IPictureSource source,
        ClassFile file,
        PictureReading reading,
        PictureInspector inspector,
        BlobWriter blobs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var bytes = source.Read(file.Entry, cancellationToken);
            var picture = inspector.Inspect(bytes, file.Entry.Name);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            blobs.PutPicture(sha256, bytes);
            blobs.PutThumbnail(sha256, picture.Thumbnail);
            if (picture.Upright is { } upright)
            {
                blobs.PutThumbnail(sha256, upright, isUpright: true);
            }
            return new FoundPicture(file, reading.Entry(file, bytes.Length, sha256, picture), null);
        }
        catch (RefusedFileException e)
        {
            return new FoundPicture(file, null, new RefusedFile(file.Entry.Path, e.Code, e.Reason));
        }
    }
}
