using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

/// <summary>Datasets of boxes: what is counted and found of them, and what is changed without their pictures.</summary>
public sealed class BoxRevisionTests
{
    private static readonly DatasetManifest Manifest = new(
        ["cat", "dog", "never"],
        [
            Entry("a.png", 'a', DatasetPart.Training, [0, 1, 1, 11, 11, 100, 0], [1, 0, 0, 100, 100, 10000, 1], [0, 5, 5, 45, 45, 1600, 2]),
            Entry("b.png", 'b', DatasetPart.Training),
            Entry("c.png", 'c', DatasetPart.Test, [1, 2, 3, 4, 5, 4, 0]),
        ]
    )
    {
        Kind = ObjectDetectionCard.BoxesKind,
    };

    [Fact]
    public void Counts_AreOfPicturesThatShowAName_AndHistogramsOfBoxes()
    {
        Assert.Equal([1, 2, 0], Manifest.Counts().Select(count => count.Count));
        var report = new ImportReport(0, [], [], 0).For(Manifest);
        Assert.Equal(ObjectDetectionCard.BoxesKind, report.Kind);
        var histograms = report.Histograms!.ToDictionary(histogram => histogram.Name, histogram => histogram.Bars.Select(bar => bar.Count));
        Assert.Equal([2, 2, 0], histograms[BoxesKind.Classes]);
        Assert.Equal([2, 1, 1], histograms[BoxesKind.Sizes]);
        Assert.Equal([1, 1, 0, 1, 1, 0, 0, 0], histograms[BoxesKind.Sides]);
        Assert.Equal([1, 1, 0, 1, 0, 0, 0, 0, 0], histograms[BoxesKind.Each]);
        Assert.Equal([1, 1], histograms[BoxesKind.Flags]);
        Assert.Equal(["never"], Said(report, WarningCodes.Untrained));
        // Of what the page shows nothing is lost on the way to it.
        Assert.Equal(
            report.Histograms![2].Bars,
            JsonSerializer.Deserialize<ImportReport>(JsonSerializer.Serialize(report, DatasetManifest.Json), DatasetManifest.Json)!.Histograms![2].Bars
        );
    }

    [Fact]
    public void AName_IsRenamedAndMerged_WithItsBoxes()
    {
        var renamed = new MergeLabels([new("cat", "tiger")]).Apply(Manifest);
        Assert.Equal(["dog", "never", "tiger"], renamed.ClassNames);
        Assert.Equal(["tiger 1", "dog 0", "tiger 5"], Boxes(renamed, 0));
        var merged = new MergeLabels([new("dog", "cat"), new("never", "cat")]).Apply(Manifest);
        Assert.Equal(["cat"], merged.ClassNames);
        Assert.Equal(["cat 1", "cat 0", "cat 5"], Boxes(merged, 0));
        Assert.Equal(100, ObjectRow.Read(merged.Entries[0].Target!, 1).Objects[0].Area);
        Assert.NotEqual(Manifest.Hash, merged.Hash);
    }

    [Fact]
    public void NamesAndPictures_AreLeftOut()
    {
        var without = new DropNames(["cat", "never"]).Apply(Manifest);
        Assert.Equal(["dog"], without.ClassNames);
        Assert.Equal(["dog 0"], Boxes(without, 0));
        Assert.Equal(3, without.Entries.Count);
        Assert.Equal(["a.png", "c.png"], new LeaveOut(["b.png"]).Apply(Manifest).Entries.Select(entry => entry.Path));
        Assert.Equal(Manifest.ClassNames, new LeaveOut(["b.png"]).Apply(Manifest).ClassNames);
        Assert.Equal("revision.drop.all", Code(new DropNames(["cat", "dog", "never"])));
        Assert.Equal("revision.merge.unknown", Code(new DropNames(["cow"])));
        Assert.Equal("revision.leaveOut.all", Code(new LeaveOut(["a.png", "b.png", "c.png"])));
        Assert.Equal("revision.picture.unknown", Code(new LeaveOut(["d.png"])));
        Assert.Equal("revision.picture.twice", Code(new LeaveOut(["a.png", "a.png"])));
    }

    [Fact]
    public void BoxesOfOnePicture_AreChanged_AlsoToANewName()
    {
        var target = ObjectRow.Write(new(200, 100, [new(0, new(1, 2, 3, 4), 4), new(1, new(5, 6, 7, 8), 4)]));
        var relabelled = new Relabel([new("b.png") { Target = target }], ["dog", "bird"]).Apply(Manifest);
        Assert.Equal(["bird", "cat", "dog", "never"], relabelled.ClassNames);
        Assert.Equal(["dog 1", "bird 5"], Boxes(relabelled, 1));
        Assert.Equal(["cat 1", "dog 0", "cat 5"], Boxes(relabelled, 0));
        Assert.Equal("revision.relabel.target", Code(new Relabel([new("b.png") { Target = [1, 2, 3] }])));
        Assert.Equal("revision.relabel.target", Code(new Relabel([new("b.png") { Target = target }], ["dog"])));
        Assert.Equal("revision.relabel.kind", Code(new Relabel([new("b.png") { Class = "dog" }])));
        Assert.Equal("revision.merge.name", Code(new Relabel([new("b.png") { Target = target }], ["dog", ""])));
    }

    [Fact]
    public void ClassesAndLabels_AreCorrectedToo()
    {
        var classes = new DatasetManifest(["cat", "dog"], [Plain("1", "cat"), Plain("2", "dog"), Plain("3", "dog")]);
        Assert.Equal(["cat", "cow", "dog"], new Relabel([new("2") { Class = "cow" }]).Apply(classes).ClassNames);
        Assert.Equal(["cat", "dog"], new Relabel([new("2") { Class = "cat" }]).Apply(classes).ClassNames);
        Assert.Equal("revision.relabel.kind", Assert.Throws<RefusedException>(() => new Relabel([new("2") { Labels = [] }]).Apply(classes)).Reason.Code);
        var labels = new SeveralLabels().Apply(classes);
        var corrected = new Relabel([new("2") { Labels = ["wet", "dog", "dog"] }]).Apply(labels);
        Assert.Equal(["dog", "wet"], corrected.Entries.Single(entry => entry.Path == "2").Labels!);
        Assert.Equal(["cat", "wet"], new DropNames(["dog"]).Apply(corrected).ClassNames);
    }

    [Fact]
    public void Revisions_GoThroughJson_AndSayWhatTheyDid()
    {
        DatasetRevision[] revisions = [new LeaveOut(["a", "b"]), new DropNames(["cat"]), new Relabel([new("a") { Target = [1, 1] }], ["cat"])];
        Assert.Equal(["2 examples left out", "“cat” left out", "a labelled anew"], revisions.Select(revision => revision.Words));
        Assert.All(
            revisions,
            revision =>
            {
                var text = JsonSerializer.Serialize(revision, DatasetManifest.Json);
                Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize<DatasetRevision>(text, DatasetManifest.Json), DatasetManifest.Json));
            }
        );
    }

    [Fact]
    public void ATurn_TakesTheBoxesWithIt()
    {
        var stored = Manifest with
        {
            ReadsOrientation = true,
            Entries = [.. Manifest.Entries.Select(entry => entry with { Flags = [PictureFlags.Orientation + "6"] })],
        };
        var turned = new TurnPictures(ByExif: true).Apply(stored);
        Assert.Equal([100, 200, 1, 95, 2, 97, 4, 4, 0], turned.Entries[2].Target!);
        Assert.Equal(stored.Hash, new TurnPictures(ByExif: false).Apply(turned).Hash);
    }

    [Fact]
    public void APictureInTwoParts_IsSaid_AndKeptInOne()
    {
        var leaked = Manifest with
        {
            Entries = DuplicatePictures.Resolve([.. Manifest.Entries, Manifest.Entries[0] with { Path = "d.png", Part = DatasetPart.Test }]),
        };
        Assert.Equal(4, leaked.Entries.Count);
        Assert.Contains(ManifestFindings.Of(leaked), finding => finding.Code == WarningCodes.Leak);
        Assert.Equal(["b.png", "c.png", "d.png"], new DropLeaks().Apply(leaked).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public void AHeldOutPart_TakesOfEveryName()
    {
        var many = Manifest with
        {
            Entries = [.. Enumerable.Range(0, 60).Select(i => Entry($"{i}.png", (char)('0' + i), null, [i % 10 == 0 ? 0 : 1, 0, 0, 2, 2, 4, 0]))],
        };
        var held = new HoldOut(0, 0.34).Apply(many);
        Assert.Equal(many.ClassNames, held.ClassNames);
        Assert.Equal(2, held.Entries.Count(entry => entry.Part == DatasetPart.Test && held.NamesOf(entry).Contains("cat")));
    }

    private static string Code(DatasetRevision revision) => Assert.Throws<RefusedException>(() => revision.Apply(Manifest)).Reason.Code;

    private static IEnumerable<string> Said(ImportReport report, string code) =>
        report.Warnings.Where(warning => warning.Code == code).Select(warning => warning.Sentence.Split('“', '”')[1]);

    private static IEnumerable<string> Boxes(DatasetManifest manifest, int entry) =>
        ObjectRow
            .Read(manifest.Entries[entry].Target!, manifest.ClassNames.Count)
            .Objects.Select(found => $"{manifest.ClassNames[found.Class]} {found.Box.X1}");

    private static DatasetEntry Entry(string path, char sha, string? part, params double[][] objects) =>
        new(path, "", 10, new string(sha, 64), 200, 100) { Target = [200, 100, .. objects.SelectMany(numbers => numbers)], Part = part };

    private static DatasetEntry Plain(string path, string name) => new(path, name, 10, new string(path[0], 64), 10, 10);
}
