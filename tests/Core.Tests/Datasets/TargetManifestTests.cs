using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;

namespace MlOpsDashboard.Core.Tests.Datasets;

/// <summary>Manifests of labels and of numbers.</summary>
public sealed class TargetManifestTests
{
    private static readonly DatasetManifest Labels = Manifest(
        DatasetKinds.Labels,
        ["cat", "dog", "red"],
        Labelled("a.png", 1, "cat", "red"),
        Labelled("b.png", 2),
        Labelled("c.png", 3, "dog")
    );

    private static readonly DatasetManifest Numbers = Manifest(
        DatasetKinds.Numbers,
        ["age", "height"],
        Numbered("a.png", 1, 3, 1.5),
        Numbered("b.png", 2, 5, 2.25),
        Numbered("c.png", 3, 13, -1)
    );

    private static readonly DatasetManifest Classes = Manifest(
        DatasetKinds.Class,
        ["cat", "dog", "pet"],
        Entry("cat/1.png", "cat", 1),
        Entry("cat/2.png", "cat", 2),
        Entry("dog/3.png", "dog", 3),
        Entry("pet/9.png", "pet", 1),
        Entry("pet/4.png", "pet", 3)
    );

    [Fact]
    public void JsonOfClasses_NamesNoKind_AndKeepsItsHash()
    {
        var json = JsonSerializer.Serialize(Classes, DatasetManifest.Json);
        Assert.DoesNotContain("kind", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("labels", json, StringComparison.Ordinal);
        Assert.DoesNotContain("numbers", json, StringComparison.Ordinal);
        Assert.Equal(1, Classes.Format);
        // As every earlier version has computed it.
        var text = string.Concat(Classes.Entries.OrderBy(e => e.Path, StringComparer.Ordinal).Select(e => $"{e.Path}\0{e.Class}\0{e.Bytes}\0{e.Sha256}\n"));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), Classes.Hash);
    }

    [Theory]
    [InlineData(DatasetKinds.Labels, "\"kind\":\"labels\"", "\"labels\":[\"cat\",\"red\"]")]
    [InlineData(DatasetKinds.Numbers, "\"kind\":\"numbers\"", "\"numbers\":[3,1.5]")]
    public void Json_OfLabelsAndNumbers_IsFormat2_AndReadsBack(string kind, string said, string target)
    {
        var manifest = kind == DatasetKinds.Labels ? Labels : Numbers;
        var json = JsonSerializer.Serialize(manifest, DatasetManifest.Json);
        Assert.Contains(said, json, StringComparison.Ordinal);
        Assert.Contains(target, json, StringComparison.Ordinal);
        Assert.Contains("\"format\":2", json, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<DatasetManifest>(json, DatasetManifest.Json)!;
        Assert.True(read is { IsWhole: true, HasTargets: true });
        Assert.Equal((kind, manifest.Hash), (read.Kind, read.Hash));
        Assert.All(read.Entries.Zip(manifest.Entries), pair => Assert.True(pair.First.SaysTheSame(pair.Second)));
    }

    [Fact]
    public void Hash_IsOfTargetsAndNames_NotOfOrder()
    {
        Assert.Equal(Labels.Hash, (Labels with { Entries = [.. Labels.Entries.Reverse()] }).Hash);
        DatasetManifest[] others =
        [
            Labels with
            {
                Entries = [Labels.Entries[0] with { Labels = ["cat"] }, .. Labels.Entries.Skip(1)],
            },
            Labels with
            {
                Entries = [Labels.Entries[0], Labels.Entries[1] with { Labels = ["dog"] }, Labels.Entries[2]],
            },
            Numbers,
            Numbers with
            {
                ClassNames = ["age", "weight"],
            },
            Numbers with
            {
                Entries = [Numbers.Entries[0] with { Numbers = [3, 1.25] }, .. Numbers.Entries.Skip(1)],
            },
            Numbers with
            {
                Entries = [Numbers.Entries[0] with { Weight = 2 }, .. Numbers.Entries.Skip(1)],
            },
        ];
        Assert.Equal(others.Length + 1, others.Append(Labels).Select(manifest => manifest.Hash).Distinct().Count());
    }

    [Fact]
    public void HasTargets_WhereAPictureLacksItsOwn_IsFalse()
    {
        Assert.False((Labels with { Entries = [Entry("x.png", "cat", 9)] }).HasTargets);
        Assert.False((Numbers with { Entries = [Numbered("x.png", 9, 1)] }).HasTargets);
        Assert.False((Classes with { Entries = [Labelled("x.png", 9, "cat")] }).HasTargets);
        Assert.False((Classes with { Kind = "boxes" }).HasTargets);
    }

    [Fact]
    public void Where_KeepsTheLabelsOfWhatIsKept_AndAllNumbers()
    {
        var labels = Labels with { Entries = [.. Labels.Entries.Select((e, i) => e with { Part = i == 2 ? DatasetPart.Test : null })] };
        Assert.Equal(["cat", "red"], labels.Where(part => part != DatasetPart.Test).ClassNames);
        var numbers = Numbers with { Entries = [.. Numbers.Entries.Select((e, i) => e with { Part = i == 2 ? DatasetPart.Test : null })] };
        Assert.Equal(["age", "height"], numbers.Where(part => part != DatasetPart.Test).ClassNames);
    }

    [Fact]
    public void Report_CountsPicturesOfEachLabel_AndThoseWithoutAny()
    {
        var report = new ImportReport(0, [], [], 0).For(Labels);
        Assert.Equal([new("cat", 1), new("dog", 1), new("red", 1)], report.Classes);
        Assert.Equal((DatasetKinds.Labels, 1), (report.Kind, report.Unlabelled));
        Assert.Null(report.Numbers);
        var classes = JsonSerializer.Serialize(new ImportReport(0, [], [], 0).For(Classes), DatasetManifest.Json);
        Assert.DoesNotContain("unlabelled", classes, StringComparison.Ordinal);
        Assert.False(JsonNode.Parse(classes)!.AsObject().ContainsKey("kind"));
    }

    [Fact]
    public void Report_OfNumbers_HasTheirRangeAndATenBarHistogram()
    {
        var report = new ImportReport(0, [], [], 0).For(Numbers);
        var age = report.Numbers![0];
        Assert.Equal(("age", 3.0, 7.0, 13.0), (age.Name, age.Min, age.Mean, age.Max));
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0, 0, 1], age.Histogram);
        Assert.Equal([new("age", 3), new("height", 3)], report.Classes);
    }

    [Fact]
    public void Warnings_OfTargetsThatTeachNothing()
    {
        var parts = Labels with
        {
            Entries =
            [
                .. Labels.Entries.Select(
                    (e, i) => e with { Part = i == 0 ? DatasetPart.Training : DatasetPart.Validation, Labels = i == 0 ? ["cat", "red"] : ["red"] }
                ),
            ],
            ClassNames = ["cat", "red"],
        };
        var warning = Assert.Single(ManifestFindings.Of(parts), w => w.Code == WarningCodes.LabelOfAllOrNone);
        Assert.Contains("Every picture of training has “cat”, “red”", warning.Sentence, StringComparison.Ordinal);
        Assert.Contains("No picture of validation has “cat”", warning.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(ManifestFindings.Of(Labels), w => w.Code == WarningCodes.LabelOfAllOrNone);

        var constant = Numbers with { Entries = [.. Numbers.Entries.Select(e => e with { Numbers = [7, e.Numbers![1]] })] };
        Assert.Contains("“age” never changes", Assert.Single(ManifestFindings.Of(constant)).Sentence, StringComparison.Ordinal);
        Assert.Empty(ManifestFindings.Of(Numbers));

        var alike = Labels with
        {
            ClassNames = ["Cat", "cat", "dog"],
            Entries = [Labelled("a.png", 1, "cat"), Labelled("b.png", 2, "Cat", "dog"), Labelled("c.png", 3, "cat", "Cat")],
        };
        Assert.StartsWith(
            "Labels differ only by case",
            Assert.Single(ManifestFindings.Of(alike), w => w.Code == WarningCodes.Labels).Sentence,
            StringComparison.Ordinal
        );
        var merged = new MergeLabels().Apply(alike);
        Assert.Equal(2, merged.ClassNames.Count);
        Assert.Single(merged.Entries[2].Labels!);
    }

    [Fact]
    public void SeveralLabels_MakesOneOfEachPicturesCopies()
    {
        Assert.Contains(
            "2 pictures lie in several classes",
            Assert.Single(ManifestFindings.Of(Classes), w => w.Code == WarningCodes.SeveralClasses).Sentence,
            StringComparison.Ordinal
        );
        var labels = new SeveralLabels().Apply(Classes);
        Assert.Equal((DatasetKinds.Labels, 3), (labels.Kind, labels.Entries.Count));
        Assert.Equal(["cat", "dog", "pet"], labels.ClassNames);
        Assert.Equal(
            [("cat/1.png", "cat,pet"), ("cat/2.png", "cat"), ("dog/3.png", "dog,pet")],
            labels.Entries.Select(e => (e.Path, string.Join(',', e.Labels!)))
        );
        Assert.All(labels.Entries, e => Assert.Null(e.Flags));
        Assert.True(labels.HasTargets);
        Assert.Contains("one class each", Assert.Throws<RefusedException>(() => new SeveralLabels().Apply(Numbers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralLabels_OfCopiesInSeveralParts_StaysInTheTest()
    {
        var parts = Classes with
        {
            Entries = [.. Classes.Entries.Select(e => e with { Part = e.Path == "pet/9.png" ? DatasetPart.Test : DatasetPart.Training })],
        };
        var labels = new SeveralLabels().Apply(parts);
        Assert.Equal(("pet/9.png", DatasetPart.Test), labels.Entries.Where(e => e.Part == DatasetPart.Test).Select(e => (e.Path, e.Part)).Single());
        Assert.Equal(["cat", "pet"], labels.Entries.Single(e => e.Path == "pet/9.png").Labels);
    }

    [Fact]
    public void HoldOut_OfLabelsAndNumbers_DividesAlikePicturesAlike()
    {
        var labels = Manifest(
            DatasetKinds.Labels,
            ["common", "rare"],
            [.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? Labelled($"{i}.png", i, "common", "rare") : Labelled($"{i}.png", i, "common"))]
        );
        var split = new HoldOut(0, 0.2).Apply(labels);
        Assert.Equal(
            (20, 2),
            (split.Entries.Count(e => e.Part == DatasetPart.Test), split.Entries.Count(e => e.Part == DatasetPart.Test && e.Labels!.Contains("rare")))
        );
        Assert.Equal(DatasetKinds.Labels, split.Kind);

        var numbers = Manifest(DatasetKinds.Numbers, ["n"], [.. Enumerable.Range(0, 200).Select(i => Numbered($"{i}.png", i, i * i))]);
        var held = new HoldOut(0, 0.2)
            .Apply(numbers)
            .Entries.Where(e => e.Part == DatasetPart.Test)
            .Select(e => (int)Math.Sqrt(e.Numbers![0]) / 20)
            .CountBy(tenth => tenth);
        Assert.Equal(10, held.Count());
        Assert.All(held, tenth => Assert.Equal(4, tenth.Value));
        Assert.Equal(1, new HoldOut(0, 0.34).Apply(Numbers).Entries.Count(e => e.Part == DatasetPart.Test));
    }

    [Fact]
    public void RevisionsOfClasses_RefuseNumbers()
    {
        Assert.Contains(
            "Expected a dataset with one class each",
            Assert.Throws<RefusedException>(() => new ReadFoldersAs(true).Apply(Numbers)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Expected a dataset of classes or labels to merge",
            Assert.Throws<RefusedException>(() => new MergeLabels().Apply(Numbers)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void DuplicatePictures_OfDifferentTargets_StayAndAreFlagged()
    {
        var same = DuplicatePictures.Resolve([Numbered("a.png", 1, 3), Numbered("b.png", 1, 3), Numbered("c.png", 1, 4)]);
        Assert.Equal(["a.png", "c.png"], same.Select(e => e.Path));
        Assert.Equal([PictureFlags.DuplicateOf + "c.png"], same[0].Flags);
        Assert.Equal(2, DuplicatePictures.Resolve([Labelled("a.png", 1, "x"), Labelled("b.png", 1), Labelled("c.png", 1, "x")]).Count);
    }

    private static DatasetManifest Manifest(string kind, IReadOnlyList<string> names, params DatasetEntry[] entries) =>
        new(names, entries) { Kind = kind, ReadsOrientation = true };

    private static DatasetEntry Entry(string path, string name, int content) => new(path, name, 100 + content, content.ToString("x64"), 32, 24);

    private static DatasetEntry Labelled(string path, int content, params string[] labels) => Entry(path, "", content) with { Labels = labels };

    private static DatasetEntry Numbered(string path, int content, params double[] numbers) => Entry(path, "", content) with { Numbers = numbers };
}
