using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tests.Datasets;

/// <summary>A hundred thousand pictures: what a page computes of them must not keep a person waiting.</summary>
public sealed class LargeManifestTests
{
    [Fact]
    public void FindingsAndRevisions_OfManyPictures_AreQuick()
    {
        var manifest = Of(100_000, 5_000);
        var slow = new List<string>();
        foreach (var (what, work) in Works(manifest))
        {
            var watch = Stopwatch.StartNew();
            work();
            // Far more than a busy machine needs; a rule that looks at every pair takes far longer still.
            if (watch.Elapsed > TimeSpan.FromMinutes(2))
                slow.Add($"{what}: {watch.Elapsed}");
        }
        Assert.Empty(slow);
    }

    private static IEnumerable<(string What, Action Work)> Works(DatasetManifest manifest)
    {
        yield return ("findings", () => Assert.NotEmpty(ManifestFindings.Of(manifest)));
        yield return ("parts", () => Assert.NotNull(FolderParts.Find(manifest.Entries.Select(entry => entry.Path))));
        yield return ("labels", () => Assert.Empty(AlikeLabels.Find(manifest)));
        yield return ("names", () => Assert.NotEmpty(NameReadings.Of(manifest)));
        yield return ("hash", () => Assert.Equal(64, manifest.Hash.Length));
        yield return ("report", () => Assert.Equal(manifest.Entries.Count, new ImportReport(0, [], [], 0).For(manifest).Kept));
        foreach (
            DatasetRevision revision in new DatasetRevision[]
            {
                new HoldOut(0.1, 0.1, Stratified: false),
                new DropLeaks(),
                new ReadNamesAs("big5"),
                new MergeLabels(),
                new ReadFoldersAs(false),
                new ReadFoldersAs(true),
            }
        )
            yield return (revision.Words, () => Assert.NotEmpty(revision.Apply(manifest).Entries));
    }

    private static DatasetManifest Of(int pictures, int classes)
    {
        string[] parts = ["train", "val", "test"];
        var page = CodePage.Named("gbk");
        List<DatasetEntry> entries =
        [
            .. Enumerable
                .Range(0, pictures)
                .Select(i =>
                {
                    var path = $"{parts[i % 3]}/class {i % classes}/{i}.png";
                    return new DatasetEntry(path, $"class {i % classes}", 10, (i / 2).ToString("x64", CultureInfo.InvariantCulture), 10, 10)
                    {
                        Part = DatasetPart.Named(parts[i % 3]),
                        RawPath = NameReadings.Written(page, Encoding.ASCII.GetBytes(path)),
                    };
                }),
        ];
        return new DatasetManifest([.. entries.Select(entry => entry.Class).Distinct().Order(StringComparer.Ordinal)], entries);
    }
}
