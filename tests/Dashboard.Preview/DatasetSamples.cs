using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Datasets with real pictures of the sample; an import takes about ten seconds and keeps what it is given.</summary>
internal sealed class DatasetSamples
{
    private static readonly int[] Counts = [85, 161, 132, 268, 300, 172, 251, 214];
    private readonly Dictionary<DatasetId, DatasetDetails> datasets = [];
    private readonly Dictionary<DatasetVersionId, List<DatasetEntry>> pictures = [];
    private readonly Dictionary<(DatasetId, int), DatasetManifest> manifests = [];
    private readonly List<ImportView> imports = [];
    private readonly SamplePictures source;
    private readonly RunFeed feed;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    private DatasetSamples(SamplePictures source, RunFeed feed) => (this.source, this.feed) = (source, feed);

    public static DatasetSamples Answer(FakeSender sender, RunFeed feed, SamplePictures pictures, bool empty)
    {
        var samples = new DatasetSamples(pictures, feed);
        if (!empty)
            samples.Fill();
        sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(q =>
            [.. samples.datasets.Values.Where(d => q.IncludeArchived || !d.IsArchived).Select(samples.Summary)]
        );
        sender.On<GetDataset, DatasetDetails?>(q =>
            samples.datasets.GetValueOrDefault(q.Dataset) is { } d && (q.Number is not { } n || d.Versions.Any(v => v.Number == n))
                ? d with
                {
                    Version = d.Versions.First(v => v.Number == (q.Number ?? d.Version.Number)),
                }
                : null
        );
        sender.OnAsync<ListPictures, PicturePage>(async q =>
        {
            await Task.Delay(150);
            var found = (samples.pictures.GetValueOrDefault(q.Version) ?? samples.pictures.Values.First())
                .Where(p =>
                    (q.Class is null || p.Names.Contains(q.Class))
                    && (
                        q.Flag is null
                        || (q.Flag == PictureFlags.Unlabelled && p.Labels is { Count: 0 })
                        || p.Flags?.Any(f => f.StartsWith(q.Flag, StringComparison.Ordinal)) == true
                    )
                )
                .ToList();
            var number = samples.datasets.Values.FirstOrDefault(d => d.Version.Id == q.Version) is { Kind: DatasetKinds.Numbers } of
                ? of.Classes.ToList().FindIndex(c => c.Class == q.SortBy)
                : -1;
            if (number >= 0)
                found = [.. q.Descending ? found.OrderByDescending(p => p.Numbers![number]) : found.OrderBy(p => p.Numbers![number])];
            return new PicturePage(found.Count, [.. found.Skip(q.Skip).Take(q.Take)]);
        });
        TextSamples.Answer(sender, version => samples.pictures.GetValueOrDefault(version) ?? []);
        new LabelSamples(version =>
            samples.datasets.Values.FirstOrDefault(d => d.Versions.Any(v => v.Id == version)) is { } of
            && samples.pictures.TryGetValue(of.Version.Id, out var all)
                ? (of, all)
                : null
        ).Answer(sender);
        sender.On<ReviseDataset, Outcome<int>>(samples.Revise);
        sender.On<CompareDatasetVersions, Outcome<VersionDifference>>(samples.Compare);
        sender.On<GetNameReadings, IReadOnlyList<NameReading>>(_ =>
            [
                new(CodePage.Named("gbk"), ["玫瑰/照片 1.jpg", "郁金香/照片 2.jpg"], true),
                new(CodePage.Named("big5"), ["繭寢/桽え 1.jpg", "蚐踢眅/桽え 2.jpg"], false),
                new(CodePage.Named("euc-kr"), ["첨발/彭틂 1.jpg", "圖쏜戀/彭틂 2.jpg"], false),
            ]
        );
        sender.On<RenameDataset, Outcome>(q =>
            q.Name == "flowers"
                ? Outcome.Refused(Refusal.OfSentence("Expected a name that no other dataset has; \"flowers\" exists."))
                : samples.Change(q.Dataset, d => d with { Name = q.Name })
        );
        sender.On<ArchiveDataset, Outcome>(q => samples.Change(q.Dataset, d => d with { IsArchived = q.Archived }));
        sender.On<ListImports, IReadOnlyList<ImportView>>(_ => [.. samples.imports]);
        sender.On<GetImport, ImportView?>(q => samples.imports.FirstOrDefault(i => i.Id == q.Import));
        sender.On<StartImport, Outcome<ImportId>>(samples.Start);
        sender.On<CancelImport, Outcome>(q =>
            samples.Update(q.Import, i => i with { Status = ImportStatus.Cancelled, FinishedAt = TimeProvider.System.GetUtcNow() })
        );
        sender.On<ListSamples, IReadOnlyList<SampleInfo>>(_ =>
            [
                new(
                    "emoji-twemoji",
                    "Twemoji",
                    "Flat emoji in 8 categories, 128 px. Trains in about half a minute.",
                    1_583,
                    8,
                    "Twemoji graphics, Copyright Twitter, Inc and other contributors, CC BY 4.0"
                ),
                new(
                    "emoji-noto",
                    "Noto Emoji",
                    "The same categories in another drawing style: a target domain for transfer.",
                    1_591,
                    8,
                    "Noto Emoji, Copyright Google, Apache-2.0"
                ),
                new(
                    "emoji-attributes",
                    "Emoji with several labels",
                    "Flat drawings, each with its group, its colours, and whether it is a face: several labels a picture.",
                    925,
                    19,
                    "Twemoji graphics, Copyright Twitter, Inc and other contributors, CC BY 4.0"
                )
                {
                    Kind = DatasetKinds.Labels,
                },
                new(
                    "emoji-brightness",
                    "Emoji with numbers",
                    "Flat drawings, each with two numbers that a network has to see: how light the drawing is, and how much of the picture it covers.",
                    925,
                    2,
                    "Twemoji graphics, Copyright Twitter, Inc and other contributors, CC BY 4.0"
                )
                {
                    Kind = DatasetKinds.Numbers,
                },
                new(
                    "emoji-scenes",
                    "Emoji in scenes, with boxes",
                    "One to six emoji of eight kinds on textured backgrounds, as COCO: 400 pictures to learn from, and 100 for the test.",
                    500,
                    8,
                    "Twemoji graphics, Copyright Twitter, Inc and other contributors, CC BY 4.0"
                )
                {
                    Kind = "boxes",
                },
            ]
        );
        sender.On<ListImportFolders, IReadOnlyList<string>>(_ => ["/srv/pictures/flowers", "/srv/pictures/leaves", "/srv/pictures/pets"]);
        return samples;
    }

    private void Fill()
    {
        var odd = new ImportReport(1_583, [], [.. SamplePictures.Classes.Zip(Counts, (c, n) => new ClassCount(c, n))], 6_400_000);
        Add(
            "emoji-twemoji",
            1_583,
            Counts,
            "sample emoji-twemoji",
            "Twemoji graphics, Copyright Twitter, Inc and other contributors, licensed under CC BY 4.0.\nhttps://github.com/jdecked/twemoji",
            1,
            odd,
            new PictureSize(128, 128, 1_583)
        );
        int[] few = [97, 40, 88, 120, 31, 66, 102, 58];
        RefusedFile[] refused =
        [
            new("flowers/roses/IMG_0112.jpg", "truncated", "The picture ends after 61 % of its bytes."),
            new("flowers/roses/notes.txt", "not-an-image", "Expected a picture; the file holds text."),
            new("flowers/tulips/scan_large.tif", "too-large", "Expected at most 100 megapixels; the header says 31,000 x 24,000."),
            new("flowers/tulips/IMG_0200 (1).jpg", "duplicate", "The same bytes as flowers/tulips/IMG_0200.jpg."),
            new("flowers/tulips/IMG_0201 (1).jpg", "duplicate", "The same bytes as flowers/tulips/IMG_0201.jpg."),
            new("../../etc/passwd.png", "path", "Expected a name below the zip's root; received \"../../etc/passwd.png\"."),
        ];
        ImportWarning[] warnings =
        [
            new(
                WarningCodes.Names,
                "The archive does not say how its names are written; they are read as Simplified Chinese (GBK), for example “玫瑰/照片 1.jpg”. If that is wrong, choose another code page."
            ),
            new(WarningCodes.Labels, "Classes differ only by case, Unicode form or space: “tulips” (95) and “Tulips” (7)."),
        ];
        Add(
            "flowers",
            602,
            few,
            "flowers.zip",
            null,
            3,
            new(602, refused, [.. SamplePictures.Classes.Zip(few, (c, n) => new ClassCount(c, n))], 94_000_000) { Warnings = warnings },
            new PictureSize(640, 480, 388),
            new PictureSize(1024, 768, 120),
            new PictureSize(512, 512, 61),
            new PictureSize(480, 640, 33)
        );
        AddTargets("emoji-attributes", DatasetKinds.Labels, ["black", "blue", "face", "food", "green", "nature", "red", "yellow"]);
        AddTargets("emoji-brightness", DatasetKinds.Numbers, ["brightness", "coverage"]);
        AddTargets("emoji-scenes", "boxes", ["bird", "cat", "face", "heart"]);
        AddTexts("hotel-reviews", "hotel-reviews.csv", TextSamples.Reviews());
        AddTexts("support-mail", "support-mail.jsonl", TextSamples.Mail());
        imports.Add(
            new(
                ImportId.New(),
                "leaves",
                "leaves-scan.zip",
                ImportStatus.Refused,
                "Expected at least two classes with a picture in each; received one class, \"scans\".",
                null,
                0,
                null,
                null,
                null,
                new(0, refused[..2], [], 0),
                now.AddMinutes(-9),
                now.AddMinutes(-8)
            )
        );
    }

    // Labels and numbers, made up of the same pictures.
    private void AddTargets(string name, string kind, IReadOnlyList<string> names)
    {
        List<DatasetEntry> entries =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i => new DatasetEntry($"pictures/{i:000}.png", "", 4_012, source.Of(i % Counts.Length, i / Counts.Length), 128, 128)
                {
                    Labels = kind == DatasetKinds.Labels ? [.. names.Where((_, k) => (i * 7 + k * k * 5) % (k + 3) == 1)] : null,
                    Target = DatasetKinds.IsOfATask(kind) ? Boxes(i) : null,
                    Numbers = kind == DatasetKinds.Numbers ? [0.1 + 0.8 * Math.Pow(Math.Sin(i * 1.3), 2), (i * 37 % 100) / 100.0] : null,
                }),
        ];
        var manifest = new DatasetManifest(names, entries) { Kind = kind };
        var report = new ImportReport(0, [], [], 0).For(manifest);
        DatasetVersionInfo Info(int number, DatasetManifest of, string from) =>
            new(DatasetVersionId.New(), number, of.Hash, of.Entries.Count, of.ClassNames.Count, report.Bytes, from, now.AddHours(number - 3), 0);
        var first = Earlier(manifest);
        DatasetVersionInfo[] infos = [Info(1, first, "sample " + name), Info(2, manifest, "v1, 5 pictures labelled anew")];
        var id = DatasetId.New();
        datasets[id] = new(id, name, null, false, infos[1], infos, report.Classes, [new(128, 128, entries.Count)], 0, 0, report) { Kind = kind };
        (manifests[(id, 1)], manifests[(id, 2)]) = (first, manifest);
        (pictures[infos[0].Id], pictures[infos[1].Id]) = ([.. first.Entries], entries);
    }

    private void AddTexts(string name, string from, DatasetManifest manifest)
    {
        var report = new ImportReport(0, TextSamples.Refused, [], 0)
        {
            Warnings = [new(WarningCodes.Table, "The table hotel-reviews.csv is read as GB18030, its columns are label and review.")],
        }.For(manifest);
        report = report with
        {
            Texts = report.Texts! with
            {
                Languages = [new(name == "hotel-reviews" ? "zh" : "en", 0.98)],
                Encoding = name == "hotel-reviews" ? "Simplified Chinese (GB18030)" : "Unicode (UTF-8)",
            },
        };
        var version = new DatasetVersionInfo(
            name == "hotel-reviews" ? SampleIds.Reviews : DatasetVersionId.New(),
            1,
            manifest.Hash,
            manifest.Entries.Count,
            manifest.ClassNames.Count,
            report.Bytes,
            from,
            now.AddMinutes(-40),
            2
        );
        var id = name == "hotel-reviews" ? SampleIds.ReviewDataset : DatasetId.New();
        datasets[id] = new(id, name, null, false, version, [version], report.Classes, [], 0, 1, report) { Kind = manifest.Kind, Input = manifest.Input };
        manifests[(id, 1)] = manifest;
        pictures[version.Id] = [.. manifest.Entries];
    }

    // As if the newest had come of it: a few pictures said something else, one was missing, one more was there, one lay in another part.
    private static DatasetManifest Earlier(DatasetManifest manifest)
    {
        var other = manifest.Entries[40];
        DatasetEntry Change(DatasetEntry entry, int i) =>
            (i % 59) switch
            {
                3 when entry.Target is not null => entry with { Target = [.. entry.Target.Take(2), .. Shifted(entry.Target)] },
                5 when entry.Target is not null => entry with { Target = [.. entry.Target.Take(9)] },
                3 or 5 => entry with
                {
                    Labels = entry.Labels is null ? null : other.Labels,
                    Numbers = entry.Numbers is null ? null : other.Numbers,
                    Class = other.Class,
                },
                7 => entry with { Part = DatasetPart.Validation },
                _ => entry,
            };
        return manifest with { Entries = [.. manifest.Entries.Select(Change).Skip(2), manifest.Entries[0] with { Path = "pictures/blurred.png" }] };
    }

    private static IEnumerable<double> Shifted(IReadOnlyList<double> target) =>
        target
            .Skip(2)
            .Select(
                (number, i) =>
                    (i % 7) switch
                    {
                        0 => (number + i / 7) % 4,
                        1 or 3 => number - 6,
                        _ => number,
                    }
            );

    private Outcome<VersionDifference> Compare(CompareDatasetVersions request)
    {
        var details = datasets[request.Dataset];
        if (!details.Versions.Any(v => v.Number == request.From) || !details.Versions.Any(v => v.Number == request.To))
            return Outcome<VersionDifference>.Refused(new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", $"v{request.To}")));
        var (before, after) = (ManifestOf(details, request.From), ManifestOf(details, request.To));
        var difference = ManifestDifference.Between(before, after);
        var found = difference.Pictures.Where(picture => request.Change is null || picture.Kinds.Contains(request.Change)).ToList();
        return new VersionDifference(
            details.Id,
            details.Name,
            new(request.From, before.Kind, before.ClassNames, before.Entries.Count),
            new(request.To, after.Kind, after.ClassNames, after.Entries.Count),
            difference.Counts,
            difference.Pictures.Count,
            difference.Unchanged,
            difference.Names,
            difference.Labels,
            difference.Parts,
            found.Count,
            [.. found.Skip(request.Skip).Take(request.Take)]
        );
    }

    private Outcome<int> Revise(ReviseDataset request)
    {
        var details = datasets.Values.First(d => d.Versions.Any(v => v.Id == request.Version));
        var from = details.Versions.First(v => v.Id == request.Version);
        DatasetManifest revised;
        try
        {
            revised = request.Revision.Apply(ManifestOf(details, from.Number));
        }
        catch (RefusedException e)
        {
            return Outcome<int>.Refused(e.Reason);
        }
        if (details.Versions.FirstOrDefault(v => v.ManifestHash == revised.Hash) is { } same)
            return same.Number;
        var number = details.Versions.Max(v => v.Number) + 1;
        var report = details.Report.For(revised);
        var version = new DatasetVersionInfo(
            DatasetVersionId.New(),
            number,
            revised.Hash,
            revised.Entries.Count,
            revised.ClassNames.Count,
            report.Bytes,
            $"v{from.Number}, {request.Revision.Words}",
            TimeProvider.System.GetUtcNow(),
            0
        );
        // Earlier versions are shown with what is known of the newest.
        datasets[details.Id] = details with
        {
            Version = version,
            Versions = [.. details.Versions, version],
            Classes = revised.Counts(),
            Report = report,
        };
        manifests[(details.Id, from.Number)] = ManifestOf(details, from.Number);
        (manifests[(details.Id, number)], pictures[version.Id]) = (revised, [.. revised.Entries]);
        return number;
    }

    private DatasetManifest ManifestOf(DatasetDetails details, int number)
    {
        if (manifests.TryGetValue((details.Id, number), out var known))
            return known;
        var newest = new DatasetManifest([.. details.Classes.Select(c => c.Class)], pictures[details.Version.Id]);
        return number == details.Version.Number ? newest : Earlier(newest);
    }

    // One large box, and up to three small ones, of which some are crowds.
    private static double[] Boxes(int i) =>
        [
            128,
            128,
            .. Enumerable
                .Range(0, i % 9 == 0 ? 0 : 1 + i % 4)
                .SelectMany(k =>
                {
                    var (x, y, side) = k == 0 ? (14.0, 14.0, 100.0) : (8.0 + 29 * k, 90.0 - 23 * (i % 3), 10.0 + 7 * k);
                    return new[] { (i + k) % 4, x, y, x + side, y + side * 0.9, side * side * 0.9, (i + k) % 23 == 0 ? 1 : 0 };
                }),
        ];

    private void Add(string name, int count, int[] counts, string from, string? attribution, int versions, ImportReport report, params PictureSize[] sizes)
    {
        var infos = Enumerable
            .Range(1, versions)
            .Select(n => new DatasetVersionInfo(
                DatasetVersionId.New(),
                n,
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([(byte)n, (byte)count])),
                count - (versions - n) * 17,
                8,
                report.Bytes,
                from,
                now.AddDays(-versions + n).AddMinutes(-13),
                n == versions ? 14 : 3
            ))
            .ToList();
        var entries = new List<DatasetEntry>();
        for (var k = 0; k < counts.Length; k++)
        for (var i = 0; i < counts[k]; i++)
        {
            string[]? flags =
                k == 6 && i is 3 or 6 ? ["near-constant"]
                : k == 1 && i == 5 ? [$"duplicate-of:{SamplePictures.Classes[2]}/image-5.png"]
                : null;
            entries.Add(
                new(
                    $"{SamplePictures.Classes[k]}/image-{i.ToString(CultureInfo.InvariantCulture)}.png",
                    SamplePictures.Classes[k],
                    4_012,
                    source.Of(k, i),
                    128,
                    128,
                    flags
                )
            );
        }
        var id = name == "emoji-twemoji" ? SampleIds.EmojiDataset : DatasetId.New();
        if (name == "emoji-twemoji")
            infos[^1] = infos[^1] with { Id = SampleIds.Emoji };
        datasets[id] = new(id, name, attribution, false, infos[^1], infos, report.Classes, sizes, 2, name == "flowers" ? 1 : 0, report);
        pictures[infos[^1].Id] = entries;
    }

    private DatasetSummary Summary(DatasetDetails d) =>
        new(
            d.Id,
            d.Name,
            d.Version.Id,
            d.Version.Number,
            d.Versions.Count,
            d.Version.Pictures,
            d.Classes,
            d.Input == InputCards.Pictures ? [.. Enumerable.Range(0, 8).Select(k => source.Of(k, d.Name.Length + k))] : [],
            d.Attribution,
            d.Version.CreatedAt,
            d.IsArchived
        )
        {
            Kind = d.Kind,
            Input = d.Input,
        };

    private Outcome Change(DatasetId id, Func<DatasetDetails, DatasetDetails> change)
    {
        datasets[id] = change(datasets[id]);
        return Outcome.Done;
    }

    private Outcome<ImportId> Start(StartImport request)
    {
        var id = ImportId.New();
        var name = request.Source switch
        {
            UploadSource u => u.Name,
            SampleSource s => "sample " + s.Name,
            FolderSource f => f.Path,
            _ => "",
        };
        imports.Insert(
            0,
            new(id, request.DatasetName, name, ImportStatus.Queued, null, null, 0, null, null, null, null, TimeProvider.System.GetUtcNow(), null)
        );
        _ = RunAsync(id, request.DatasetName, name);
        return id;
    }

    private async Task RunAsync(ImportId id, string name, string from)
    {
        for (var done = 0; done <= 1_583; done += 53)
        {
            await Task.Delay(200);
            if (imports.First(i => i.Id == id).Status == ImportStatus.Cancelled)
                return;
            Update(id, i => i with { Status = ImportStatus.Running, Step = "reading pictures", Done = done, Total = 1_583 });
        }
        var report = new ImportReport(1_583, [], [.. SamplePictures.Classes.Zip(Counts, (c, n) => new ClassCount(c, n))], 6_400_000);
        Add(name, 1_583, Counts, from, null, 1, report, new PictureSize(128, 128, 1_583));
        var made = datasets.Values.Last();
        Update(
            id,
            i =>
                i with
                {
                    Status = ImportStatus.Completed,
                    DatasetId = made.Id,
                    DatasetVersionId = made.Version.Id,
                    Report = report,
                    FinishedAt = TimeProvider.System.GetUtcNow(),
                }
        );
    }

    private Outcome Update(ImportId id, Func<ImportView, ImportView> change)
    {
        var at = imports.FindIndex(i => i.Id == id);
        imports[at] = change(imports[at]);
        feed.Publish(new(new RunId(id.Value), [], null));
        return Outcome.Done;
    }
}
