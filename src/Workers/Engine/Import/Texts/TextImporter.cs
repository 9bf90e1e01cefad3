using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Data.Texts;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>Reads the texts of a source into entries, judged: what the same is said of twice is left out, as of pictures; what is nearly the same is flagged where a split may
/// part it.</summary>
internal sealed class TextImporter(IPictureSource source, TextsOfSource texts, ImportChoices choices, TimeProvider time)
{
    private const int MostGuessed = 2_000;

    /// <summary>Refused files and rows, and warnings of the source are added to.</summary>
    public (DatasetManifest Manifest, TextFacts? Facts) Read(
        BlobWriter blobs,
        List<RefusedFile> refused,
        List<ImportWarning> warnings,
        Action<ImportProgress> report,
        CancellationToken cancellationToken
    )
    {
        report(new ImportProgress("Reading texts", 0, null));
        var (kind, names, found, encoding) = texts.Folders is { } folders
            ? OfFolders(folders, refused, report, cancellationToken)
            : OfTables(refused, warnings, cancellationToken);
        if (found.Count == 0)
        {
            throw new RefusedException(
                refused.Count == 0
                    ? new Refusal("texts.source.none", ("path", source.Name))
                    : new Refusal("texts.import.none", ("source", source.Name), ("path", refused[0].Path), ("reason", refused[0].Reason!))
            );
        }
        var byPath = found.ToDictionary(text => text.Entry.Path, text => text.Text, StringComparer.Ordinal);
        var entries = found.Select(text => text.Entry);
        if (choices.MergeLabels && kind != DatasetKinds.Numbers)
        {
            var counts = found.SelectMany(text => text.Entry.Names).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            var into = AlikeLabels.Merges(AlikeLabels.Find(names.Select(name => new ClassCount(name, counts.GetValueOrDefault(name)))));
            entries = entries.Select(entry => entry.Renamed(into));
            names = [.. names.Where(name => !into.ContainsKey(name))];
        }
        var kept = DuplicatePictures.Resolve(
            entries,
            (entry, first) => refused.Add(new RefusedFile(entry.Path, RowFaults.Duplicate, new Refusal("texts.row.duplicate", ("first", first.Path))))
        );
        if (kind != DatasetKinds.Numbers)
        {
            var there = kept.SelectMany(entry => entry.Names).ToHashSet(StringComparer.Ordinal);
            names = [.. names.Where(there.Contains)];
        }
        if (choices.AddTo is null && kind == DatasetKinds.Class && names.Count < 2)
        {
            var place = texts.Tables is [var (table, _)] ? table.Name : source.Name;
            throw new RefusedException(new Refusal("texts.source.fewerThanTwo", ("path", place), ("received", names.Count)));
        }
        kept = Flagged(kept, byPath, cancellationToken);
        var (placed, stored) = TextBlobs.Write(kept, byPath, blobs, cancellationToken);
        var manifest = new DatasetManifest([.. names], placed)
        {
            Kind = kind,
            Input = TextInputCard.InputName,
            Blobs = stored,
        };
        var facts = TextFacts.Of(manifest)! with { Languages = Languages(kept, byPath), Encoding = encoding };
        if (facts.Languages.Count > 1)
        {
            warnings.Add(
                new(
                    WarningCodes.Languages,
                    new Refusal(
                        "finding.texts.languages",
                        ("languages", string.Join(", ", facts.Languages.Select(one => FormattableString.Invariant($"{one.Language} {100 * one.Share:0} %"))))
                    )
                )
            );
        }
        return (manifest, facts);
    }

    private (string Kind, IReadOnlyList<string> Names, List<FoundText> Found, string? Encoding) OfTables(
        List<RefusedFile> refused,
        List<ImportWarning> warnings,
        CancellationToken cancellationToken
    )
    {
        var found = new List<FoundText>();
        TextTable? first = null;
        var names = new List<string>();
        foreach (var (entry, part) in texts.Tables)
        {
            // What the first table was read as, the others are too.
            var said = first is null ? choices.Table : (choices.Table ?? new()) with { Kind = first.Columns.Kind };
            var table = TextTable.Read(entry.Name, TextsOfSource.Opener(source, entry, cancellationToken), said, cancellationToken: cancellationToken);
            if (first is not null && table.Columns.Kind == DatasetKinds.Numbers && !table.Names.SequenceEqual(first.Names))
            {
                throw new RefusedException(
                    new Refusal("imports.add.numbers", ("expected", string.Join(", ", first.Names)), ("received", string.Join(", ", table.Names)))
                );
            }
            warnings.Add(
                new(
                    WarningCodes.TextColumns,
                    new Refusal(
                        "finding.texts.columns",
                        ("table", entry.Name),
                        ("encoding", table.Encoding.Title),
                        ("text", table.Columns.Names[table.Columns.Text]),
                        ("kind", new Refusal($"finding.texts.kind.{table.Columns.Kind}")),
                        ("targets", string.Join(", ", table.Columns.Targets.Take(5).Select(i => table.Columns.Names[i])))
                    )
                )
            );
            first ??= table;
            names.AddRange(table.Names);
            refused.AddRange(table.Refused.Select(row => new RefusedFile($"{entry.Name}#{row.Line}", row.Code, row.Reason!)));
            // Only the first are listed, but all are counted.
            refused.AddRange(
                Enumerable.Repeat(
                    new RefusedFile(entry.Name, RowFaults.Cells, new Refusal("texts.import.more")),
                    Math.Max(0, table.RefusedCount - table.Refused.Count)
                )
            );
            found.AddRange(
                table.Rows.Select(row =>
                    Found(
                        $"{entry.Name}#{row.Line}",
                        row.Text,
                        new("", "", 0, "", 0, 0)
                        {
                            Class = table.Columns.Kind == DatasetKinds.Class ? row.Labels[0] : "",
                            Labels = table.Columns.Kind == DatasetKinds.Labels ? [.. row.Labels.Order(StringComparer.Ordinal)] : null,
                            Numbers = table.Columns.Kind == DatasetKinds.Numbers ? row.Numbers : null,
                            Part = part ?? row.Part,
                            Weight = row.Weight,
                        }
                    )
                )
            );
        }
        var kind = first!.Columns.Kind;
        return (
            kind,
            kind == DatasetKinds.Numbers ? first.Names : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            found,
            texts.Tables.Count == 1 ? first.Encoding.Title : null
        );
    }

    private (string Kind, IReadOnlyList<string> Names, List<FoundText> Found, string? Encoding) OfFolders(
        ClassLayout layout,
        List<RefusedFile> refused,
        Action<ImportProgress> report,
        CancellationToken cancellationToken
    )
    {
        refused.AddRange(layout.Refused);
        var step = Math.Max(1, layout.Files.Count / MostGuessed);
        var encoding = choices.Table?.Encoding is { } said
            ? TextEncoding.Named(said)
            : TextFile.Encoding(
                layout.Files.Where((_, i) => i % step == 0).Select(file => TextsOfSource.Bytes(source, file.Entry, null, cancellationToken)).OfType<byte[]>()
            );
        var found = new List<FoundText>();
        using var progress = new ThrottledProgress("Reading texts", layout.Files.Count, time, report);
        foreach (var file in layout.Files)
        {
            progress.Step();
            if (TextsOfSource.Bytes(source, file.Entry, refused, cancellationToken) is not { } bytes)
            {
                continue;
            }
            var (text, fault) = TextFile.Read(bytes.Length > TextFile.MostBytes ? null : bytes, encoding);
            if (text is null)
            {
                refused.Add(new RefusedFile(file.Entry.Path, fault!, RowFaults.Reason(fault!, ("encoding", encoding.Title))));
                continue;
            }
            found.Add(Found(file.Path, text, new("", file.Class, 0, "", 0, 0) { Part = file.Part, RawPath = file.Entry.RawOf(file.Path) }));
        }
        return (DatasetKinds.Class, layout.Classes, found, encoding.Title);
    }

    private static FoundText Found(string path, string text, DatasetEntry said)
    {
        var bytes = System.Text.Encoding.UTF8.GetByteCount(text);
        var characters = TextMeasure.Characters(text);
        return new(
            said with
            {
                Path = path,
                Bytes = bytes,
                Sha256 = TextHash.Of(text),
                Width = characters,
                Height = Core.Text.TokenEstimate.Of(text),
                Flags = characters > TextFlags.VeryLongFrom ? [TextFlags.VeryLong] : null,
            },
            text
        );
    }

    private static IReadOnlyList<DatasetEntry> Flagged(
        IReadOnlyList<DatasetEntry> entries,
        Dictionary<string, string> texts,
        CancellationToken cancellationToken
    )
    {
        var near = NearDuplicates.Find(
            [.. entries.Select(entry => texts[entry.Path])],
            [.. entries.Select(entry => entry.Part)],
            [.. entries.Select(entry => entry.Sha256)],
            cancellationToken
        );
        return
        [
            .. entries.Select(
                (entry, i) => near[i] < 0 ? entry : entry with { Flags = [.. entry.Flags ?? [], TextFlags.NearDuplicateOf + entries[near[i]].Path] }
            ),
        ];
    }

    private static IReadOnlyList<LanguageShare> Languages(IReadOnlyList<DatasetEntry> entries, Dictionary<string, string> texts)
    {
        var step = Math.Max(1, entries.Count / MostGuessed);
        var guesses = entries.Where((_, i) => i % step == 0).Select(entry => LanguageGuess.Of(texts[entry.Path])).OfType<string>().ToList();
        return
        [
            .. guesses
                .CountBy(language => language, StringComparer.Ordinal)
                .Select(count => new LanguageShare(count.Key, count.Value / (double)guesses.Count))
                .Where(share => share.Share > 0.05)
                .OrderByDescending(share => share.Share),
        ];
    }
}
