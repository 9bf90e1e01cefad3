using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class AddedPicturesTests
{
    private static readonly DatasetManifest Pets = new(["cat", "dog"], [Entry("cat/1.png", 1, "cat"), Entry("dog/2.png", 2, "dog")]);

    [Fact]
    public void Add_KeepsBoth_WithoutWhatIsThere()
    {
        var told = new List<(string, string)>();
        var added = new DatasetManifest(
            ["bird", "cat"],
            [Entry("bird/9.png", 9, "bird"), Entry("cat/copy.png", 1, "cat"), Entry("cat/1.png", 3, "cat"), Entry("empty.png", 2, "gone")]
        );
        var both = AddedPictures.Add(Pets, added, (entry, there) => told.Add((entry.Path, there.Path)));
        Assert.Equal(["bird", "cat", "dog"], both.ClassNames);
        Assert.Equal(["cat/1.png", "dog/2.png", "bird/9.png", "cat/1 (2).png"], both.Entries.Select(entry => entry.Path));
        Assert.Equal([("cat/copy.png", "cat/1.png"), ("empty.png", "dog/2.png")], told);
    }

    [Fact]
    public void Add_OfNothingNew_IsTheVersion() => Assert.Equal(Pets.Hash, AddedPictures.Add(Pets, Pets).Hash);

    [Fact]
    public void Add_ClassesToLabels_AreALabelEach()
    {
        var labels = new DatasetManifest(["red"], [Entry("a.png", 5, "") with { Labels = ["red"] }]) { Kind = DatasetKinds.Labels };
        var both = AddedPictures.Add(labels, Pets);
        Assert.Equal(["cat", "dog", "red"], both.ClassNames);
        Assert.Equal(["red", "cat", "dog"], both.Entries.Select(entry => Assert.Single(entry.Labels!)));
        Assert.True(both.HasTargets);
    }

    [Fact]
    public void Add_Numbers_PutsThemIntoTheVersionsOrder()
    {
        DatasetManifest Of(string[] names, int number, params double[] values) =>
            new(names, [Entry($"{number}.png", number, "") with { Numbers = values }]) { Kind = DatasetKinds.Numbers };
        var both = AddedPictures.Add(Of(["age", "height"], 1, 3, 1.5), Of(["height", "age"], 2, 1.7, 4));
        Assert.Equal([4, 1.7], both.Entries[1].Numbers);
        Assert.Equal(
            "Expected the numbers of the dataset: age, height. Received: age.",
            Assert.Throws<RefusedException>(() => AddedPictures.Add(Of(["age", "height"], 1, 3, 1.5), Of(["age"], 2, 4))).Message
        );
    }

    [Fact]
    public void Add_Boxes_AreNumberedByTheNamesOfBoth()
    {
        var version = Boxes(["cat", "dog"], 1, new TrueObject(1, new(0, 0, 5, 5), 25));
        var both = AddedPictures.Add(version, Boxes(["bird", "dog"], 2, new TrueObject(0, new(1, 1, 9, 9), 64)));
        Assert.Equal(["bird", "cat", "dog"], both.ClassNames);
        Assert.Equal(
            [
                ["dog"],
                ["bird"],
            ],
            both.Entries.Select(both.NamesOf)
        );
        var empty = AddedPictures.Add(version, Boxes([], 3));
        Assert.Equal(["cat", "dog"], empty.ClassNames);
        Assert.Empty(empty.NamesOf(empty.Entries[1]));
    }

    [Fact]
    public void Add_AnotherKind_IsRefused() =>
        Assert.StartsWith(
            "Expected pictures with ",
            Assert.Throws<RefusedException>(() => AddedPictures.Add(Pets, Boxes(["cat"], 1))).Message,
            StringComparison.Ordinal
        );

    private static DatasetManifest Boxes(string[] names, int number, params TrueObject[] objects) =>
        new(names, [Entry($"{number}.png", number, "") with { Target = ObjectRow.Write(new(100, 100, objects)) }]) { Kind = ObjectDetectionCard.BoxesKind };

    private static DatasetEntry Entry(string path, int number, string name) =>
        new(path, name, 10, number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), 100, 100);
}
