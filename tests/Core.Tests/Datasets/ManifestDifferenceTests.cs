using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class ManifestDifferenceTests
{
    private static readonly DatasetManifest Pets = new(
        ["bird", "cat", "dog"],
        [Entry(1, "bird"), Entry(2, "cat"), Entry(3, "cat"), Entry(4, "dog"), Entry(5, "dog")]
    );

    [Fact]
    public void Between_TheSame_IsNothing_WhateverTheirOrder()
    {
        var difference = ManifestDifference.Between(Pets, Pets with { Entries = [.. Pets.Entries.Reverse()] });
        Assert.Empty(difference.Pictures);
        Assert.Empty(difference.Names);
        Assert.Equal(5, difference.Unchanged);
    }

    [Fact]
    public void Between_TellsEachKindOfChange()
    {
        var after = Pets with
        {
            Entries =
            [
                Entry(1, "bird") with
                {
                    Part = DatasetPart.Test,
                },
                Entry(2, "dog"),
                Entry(3, "cat") with
                {
                    Path = "other.png",
                    Turn = 6,
                },
                Entry(5, "dog") with
                {
                    Sha256 = Sha(55),
                    Weight = 2,
                },
                Entry(6, "cat"),
            ],
        };
        var difference = ManifestDifference.Between(Pets, after);
        Assert.Equal(
            [
                new(ChangeKinds.Added, 1),
                new(ChangeKinds.Removed, 1),
                new(ChangeKinds.Relabelled, 1),
                new(ChangeKinds.Moved, 1),
                new(ChangeKinds.Turned, 1),
                new(ChangeKinds.Weighted, 1),
                new(ChangeKinds.Renamed, 1),
                new(ChangeKinds.Replaced, 1),
            ],
            difference.Counts
        );
        Assert.Equal([new LabelChange("cat", "dog", 1)], difference.Labels);
        Assert.Equal([new PartChange(null, DatasetPart.Test, 1)], difference.Parts);
        Assert.Equal(["1.png", "2.png", "4.png", "5.png", "6.png", "other.png"], difference.Pictures.Select(picture => picture.Path));
        Assert.Equal(0, difference.Unchanged);
    }

    [Fact]
    public void Between_APictureInTwoClasses_PairsEachCopyWithItself()
    {
        var twice = Pets with { Entries = [.. Pets.Entries, Entry(1, "dog") with { Path = "copy.png" }] };
        var difference = ManifestDifference.Between(
            twice,
            twice with
            {
                Entries = [.. twice.Entries.Where(e => e.Path != "1.png")],
                ClassNames = ["cat", "dog"],
            }
        );
        Assert.Equal([ChangeKinds.Removed], Assert.Single(difference.Pictures).Kinds);
        Assert.Equal("1.png", difference.Pictures[0].Path);
        Assert.Equal([new NameChange("bird", null, false, 1)], difference.Names);
    }

    [Theory]
    [InlineData("kitten", false)]
    [InlineData("dog", true)]
    public void Between_RenamedAndMergedClasses_RelabelsNothing(string into, bool isMerge)
    {
        var difference = ManifestDifference.Between(Pets, new MergeLabels([new("cat", into)]).Apply(Pets));
        Assert.Equal([new NameChange("cat", into, isMerge, 2)], difference.Names);
        Assert.Equal([new ChangeCount(ChangeKinds.Names, 2)], difference.Counts);
        Assert.Empty(difference.Labels);
    }

    [Fact]
    public void Between_ARenamedClass_AndOnePictureOfAnother_TellsBoth()
    {
        var renamed = new MergeLabels([new("cat", "kitten")]).Apply(Pets);
        var difference = ManifestDifference.Between(Pets, new Relabel([new("4.png") { Class = "kitten" }]).Apply(renamed));
        Assert.Equal([new NameChange("cat", "kitten", false, 2)], difference.Names);
        Assert.Equal([new LabelChange("dog", "kitten", 1)], difference.Labels);
    }

    [Fact]
    public void Between_AClassThatWentToSeveral_IsRelabelled()
    {
        var difference = ManifestDifference.Between(Pets, new Relabel([new("2.png") { Class = "bird" }, new("3.png") { Class = "dog" }]).Apply(Pets));
        Assert.Equal([new NameChange("cat", null, false, 2)], difference.Names);
        Assert.Equal([new LabelChange("cat", "bird", 1), new LabelChange("cat", "dog", 1)], difference.Labels);
        Assert.Equal([new ChangeCount(ChangeKinds.Relabelled, 2)], difference.Counts);
    }

    [Fact]
    public void Between_Labels_TellsEachThatCameAndWent()
    {
        var before = Labelled(["cat", "red"], ["dog"], []);
        var difference = ManifestDifference.Between(before, Labelled(["cat"], ["dog", "red"], ["cat", "red"]));
        Assert.Equal([new(null, "red", 2), new(null, "cat", 1), new LabelChange("red", null, 1)], difference.Labels);
        Assert.Empty(difference.Names);
    }

    [Fact]
    public void Between_LabelsThatWereDroppedMergedAndRenamed_RelabelsNothing()
    {
        var before = Labelled(["cat", "red"], ["cat", "dog"], ["cat"], ["red"]);
        Assert.Equal([new NameChange("red", null, false, 2)], ManifestDifference.Between(before, new DropNames(["red"]).Apply(before)).Names);
        var merged = ManifestDifference.Between(before, new MergeLabels([new("cat", "dog")]).Apply(before));
        Assert.Equal([new NameChange("cat", "dog", true, 3)], merged.Names);
        Assert.Equal([new ChangeCount(ChangeKinds.Names, 3)], merged.Counts);
        var renamed = ManifestDifference.Between(before, new MergeLabels([new("cat", "kitten")]).Apply(before));
        Assert.Equal([new NameChange("cat", "kitten", false, 3)], renamed.Names);
        Assert.Empty(renamed.Labels);
    }

    [Fact]
    public void Between_Numbers_TellsWhichAreOthers()
    {
        DatasetManifest Of(double age, double height) =>
            new(["age", "height"], [Entry(1, "") with { Numbers = [age, height] }, Entry(2, "") with { Numbers = [1, 2] }]) { Kind = DatasetKinds.Numbers };
        var difference = ManifestDifference.Between(Of(1, 2), Of(1, 3));
        Assert.Equal([new LabelChange("height", "height", 1)], difference.Labels);
        Assert.Equal(1, difference.Unchanged);
    }

    [Fact]
    public void Between_ClassesReadAsLabels_RelabelsNothing()
    {
        var difference = ManifestDifference.Between(Pets, new SeveralLabels().Apply(Pets));
        Assert.Empty(difference.Pictures);
        Assert.Empty(difference.Names);
    }

    [Fact]
    public void Between_Boxes_TellsWhatBecameOfEach()
    {
        TrueObject cat = Box(0, 10, 10),
            dog = Box(1, 50, 50),
            far = Box(0, 80, 5);
        var before = Boxes(["cat", "dog"], [cat, dog, far], [cat]);
        var after = Boxes(["bird", "cat", "dog"], [Box(1, 12, 11), Box(0, 50, 50), Box(2, 5, 80)], [Box(1, 10, 10)]);
        var difference = ManifestDifference.Between(before, after);
        Assert.Equal([new(null, "dog", 1), new("cat", null, 1), new("cat", "cat", 1), new LabelChange("dog", "bird", 1)], difference.Labels);
        Assert.Equal([new NameChange(null, "bird", false, 1)], difference.Names);
        Assert.Equal("1.png", Assert.Single(difference.Pictures).Path);
        Assert.Equal(1, difference.Unchanged);
    }

    [Fact]
    public void Between_BoxesOfARenamedOrDroppedClass_RelabelsNothing()
    {
        var before = Boxes(["cat", "dog"], [Box(0, 10, 10), Box(1, 50, 50)], [Box(1, 10, 10)]);
        var renamed = ManifestDifference.Between(before, new MergeLabels([new("dog", "animal")]).Apply(before));
        Assert.Equal([new NameChange("dog", "animal", false, 2)], renamed.Names);
        Assert.Equal([new ChangeCount(ChangeKinds.Names, 2)], renamed.Counts);
        var dropped = ManifestDifference.Between(before, new DropNames(["cat"]).Apply(before));
        Assert.Equal([new NameChange("cat", null, false, 1)], dropped.Names);
        Assert.Empty(dropped.Labels);
    }

    [Fact]
    public void Between_BoxesThatTurnedWithTheirPicture_TellsTheTurnAlone()
    {
        var before = Boxes(["cat"], [Box(0, 10, 20)]);
        before = before with { Entries = [before.Entries[0] with { Flags = [PictureFlags.Orientation + "6"] }] };
        var difference = ManifestDifference.Between(before, new TurnPictures(ByExif: true).Apply(before));
        Assert.Equal([ChangeKinds.Turned], Assert.Single(difference.Pictures).Kinds);
    }

    private static TrueObject Box(int of, double x, double y) => new(of, new(x, y, x + 10, y + 10), 100);

    private static DatasetManifest Boxes(IReadOnlyList<string> names, params TrueObject[][] pictures) =>
        new(names, [.. pictures.Select((objects, i) => Entry(i + 1, "") with { Target = ObjectRow.Write(new(100, 100, objects)) })])
        {
            Kind = ObjectDetectionCard.BoxesKind,
        };

    private static DatasetManifest Labelled(params string[][] pictures) =>
        new(
            [.. pictures.SelectMany(labels => labels).Distinct().Order(StringComparer.Ordinal)],
            [.. pictures.Select((labels, i) => Entry(i + 1, "") with { Labels = labels })]
        )
        {
            Kind = DatasetKinds.Labels,
        };

    private static DatasetEntry Entry(int number, string name) => new($"{number}.png", name, 10, Sha(number), 100, 100);

    private static string Sha(int number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
