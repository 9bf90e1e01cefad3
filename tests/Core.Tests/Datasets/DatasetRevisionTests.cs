using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class DatasetRevisionTests
{
    [Theory]
    [InlineData(0.2, 0.1, true)]
    [InlineData(0, 0.3, true)]
    [InlineData(0.25, 0, false)]
    public void HoldOut_DividesByContentAndSeed(double validation, double test, bool stratified)
    {
        var manifest = Of(60, "cat", "dog");
        var split = new HoldOut(validation, test, stratified).Apply(manifest);
        Assert.Equal(120, split.Entries.Count);
        Assert.Equal((int)Math.Round(120 * test), split.Entries.Count(e => e.Part == DatasetPart.Test));
        Assert.Equal((int)Math.Round(120 * validation), split.Entries.Count(e => e.Part == DatasetPart.Validation));
        if (stratified)
            Assert.All(
                split.ClassNames,
                name => Assert.Equal((int)Math.Round(60 * test), split.Entries.Count(e => e.Class == name && e.Part == DatasetPart.Test))
            );
        // The order in which pictures stand changes nothing; the seed does.
        Assert.Equal(split.Hash, new HoldOut(validation, test, stratified).Apply(manifest with { Entries = [.. manifest.Entries.Reverse()] }).Hash);
        Assert.NotEqual(split.Hash, new HoldOut(validation, test, stratified, Seed: 7).Apply(manifest).Hash);
        Assert.Equal(manifest.Hash, new HoldOut(0, 0).Apply(split).Hash);
    }

    [Fact]
    public void HoldOut_PutsEqualBytesOnOneSide()
    {
        var manifest = Of(40, "cat", "dog");
        manifest = manifest with
        {
            Entries = [.. manifest.Entries, .. manifest.Entries.Where(e => e.Class == "cat").Select(e => e with { Path = "dog/" + e.Path, Class = "dog" })],
        };
        var split = new HoldOut(0.2, 0.2).Apply(manifest);
        Assert.All(split.Entries.GroupBy(e => e.Sha256), same => Assert.Single(same.Select(e => e.Part).Distinct()));
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(-0.1, 0.2)]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 0.1)]
    public void HoldOut_OfSharesThatLeaveNothing_IsRefused(double validation, double test) =>
        Assert.Contains(
            "Expected shares",
            Assert.Throws<RefusedException>(() => new HoldOut(validation, test).Apply(Of(10, "cat", "dog"))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(0.25, 0.7)]
    [InlineData(0.49, 0.49)]
    [InlineData(0, 0.99)]
    [InlineData(0.99, 0)]
    [InlineData(0.05, 0.94)]
    public void HoldOut_LeavesEachClassSomethingToTrainOn(double validation, double test)
    {
        foreach (var pictures in Enumerable.Range(3, 40))
        {
            var split = new HoldOut(validation, test).Apply(Of(pictures + 20, "cat", "dog"));
            Assert.All(split.ClassNames, name => Assert.Contains(split.Entries, e => e.Class == name && e.Part == DatasetPart.Training));
        }
    }

    [Fact]
    public void RenameLabel_GivesEveryPictureTheName()
    {
        var manifest = Of(5, "cat", "dog");
        var renamed = new RenameLabel("cat", "kitten").Apply(manifest);
        Assert.Equal(["dog", "kitten"], renamed.ClassNames);
        Assert.Equal(5, renamed.Entries.Count(e => e.Class == "kitten"));
        Assert.Equal(manifest.Hash, new RenameLabel("kitten", "cat").Apply(renamed).Hash);
    }

    [Theory]
    [InlineData("cat", "dog", "“dog”, which exists")]
    [InlineData("bird", "kitten", "Received: “bird”")]
    [InlineData("cat", "", "Expected a label of 1 to 200 characters")]
    public void RenameLabel_ThatIsNone_IsRefused(string from, string to, string why) =>
        Assert.Contains(why, Assert.Throws<RefusedException>(() => new RenameLabel(from, to).Apply(Of(5, "cat", "dog"))).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadFoldersAs_OfAPictureInNoFolder_IsRefused()
    {
        var manifest = new DatasetManifest(["cat", "dog"], [Entry("1", "cat", null), Entry("a/2", "dog", null)]);
        Assert.Equal(
            "Expected each picture in a folder. Received: “1”, which lies in none.",
            Assert.Throws<RefusedException>(() => new ReadFoldersAs(Parts: false).Apply(manifest)).Message
        );
    }

    [Fact]
    public void HoldOut_OfTooFewPictures_IsRefused() =>
        Assert.Contains(
            "none of 4 examples",
            Assert.Throws<RefusedException>(() => new HoldOut(0, 0.1).Apply(Of(2, "cat", "dog"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void ReadFoldersAs_GoesBothWays()
    {
        var manifest = new DatasetManifest(
            ["cat", "dog"],
            [Entry("train/cat/1", "cat", DatasetPart.Training), Entry("train/dog/2", "dog", DatasetPart.Training), Entry("test/cat/3", "cat", DatasetPart.Test)]
        );
        Assert.Contains(ManifestFindings.Of(manifest), w => w.Code == WarningCodes.FolderParts);
        var classes = new ReadFoldersAs(Parts: false).Apply(manifest);
        Assert.Equal(["test", "train"], classes.ClassNames);
        Assert.Equal(WarningCodes.FolderClasses, Assert.Single(ManifestFindings.Of(classes)).Code);
        Assert.Equal(manifest.Hash, new ReadFoldersAs(Parts: true).Apply(classes).Hash);
        Assert.Contains(
            "without",
            Assert.Throws<RefusedException>(() => new ReadFoldersAs(Parts: true).Apply(Of(3, "cat", "dog"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void DropLeaks_KeepsEachPictureInTheMostGuardedPart()
    {
        var same = Entry("train/cat/1", "cat", DatasetPart.Training);
        var manifest = new DatasetManifest(
            ["cat", "dog"],
            [
                same,
                same with
                {
                    Path = "val/cat/1",
                    Part = DatasetPart.Validation,
                },
                same with
                {
                    Path = "test/cat/1",
                    Part = DatasetPart.Test,
                },
                Entry("train/dog/2", "dog", DatasetPart.Training),
            ]
        );
        Assert.Equal(
            "1 picture lies in two parts at once: what is judged was seen in training.",
            ManifestFindings.Of(manifest).Single(w => w.Code == WarningCodes.Leak).Sentence
        );
        var kept = new DropLeaks().Apply(manifest);
        Assert.Equal(["test/cat/1", "train/dog/2"], kept.Entries.Select(e => e.Path));
        Assert.All(kept.Entries, e => Assert.Null(e.Flags));
        Assert.Equal(
            [WarningCodes.Parts, WarningCodes.Untrained],
            ManifestFindings.Of(kept).Where(w => w.Code is not WarningCodes.FolderParts).Select(w => w.Code).Prepend(WarningCodes.Parts).Distinct()
        );
    }

    [Fact]
    public void Manifest_OfFormat1_KeepsItsHash_AndIsReadWithItsParts()
    {
        const string Old =
            """{"classNames":["cat","dog"],"entries":[{"path":"a.png","class":"cat","bytes":3,"sha256":"00","width":1,"height":1,"split":"training","weight":2},{"path":"b.png","class":"dog","bytes":3,"sha256":"01","width":1,"height":1,"split":"validation"}],"format":1,"blobRoot":"../blobs"}""";
        var manifest = JsonSerializer.Deserialize<DatasetManifest>(Old, DatasetManifest.Json)!;
        Assert.Equal([DatasetPart.Training, DatasetPart.Validation], manifest.Entries.Select(e => e.Part));
        // Computed by the program that wrote format 1: path, class, bytes, hash, then split and weight.
        Assert.Equal(Sha("a.png\0cat\03\000\0training\02\nb.png\0dog\03\001\0validation\0\n"), manifest.Hash);
        var written = JsonSerializer.Serialize(manifest, DatasetManifest.Json);
        Assert.Contains("\"format\":2", written, StringComparison.Ordinal);
        Assert.DoesNotContain("split", written, StringComparison.Ordinal);
        Assert.Equal(manifest.Hash, JsonSerializer.Deserialize<DatasetManifest>(written, DatasetManifest.Json)!.Hash);
        Assert.Equal(1, Of(2, "cat", "dog").Format);
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public void EveryRevision_IsReadBackFromJson(DatasetRevision revision) =>
        Assert.Equal(revision, JsonSerializer.Deserialize<DatasetRevision>(JsonSerializer.Serialize(revision, DatasetManifest.Json), DatasetManifest.Json));

    public static TheoryData<DatasetRevision> Revisions() =>
        [new HoldOut(0.1, 0.2, false, 3), new ReadFoldersAs(true), new DropLeaks(), new ReadNamesAs("gbk"), new MergeLabels()];

    private static DatasetManifest Of(int perClass, params string[] classes) =>
        new(classes, [.. from name in classes from i in Enumerable.Range(0, perClass) select Entry($"{name}/{i}", name, null)]);

    private static DatasetEntry Entry(string path, string name, string? part) => new(path, name, 1, Sha(path), 8, 8) { Part = part };

    private static string Sha(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
