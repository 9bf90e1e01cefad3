using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Pictures without labels, and pictures that are added to a version.</summary>
public sealed class AddedImportTests
{
    [Fact]
    public async Task PicturesInAnyFolder_AreADatasetOfBoxes_WithNoneYet()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("plain", ("1.png", TestPictures.Png(1)), ("more/2.png", TestPictures.Png(2)), ("more/notes.md", [1]));
        var finished = await bench.ImportWithAsync(folder, new() { Kind = "boxes" });
        Assert.Null(finished.Refusal);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(("boxes", 0), (manifest.Kind, manifest.ClassNames.Count));
        Assert.True(manifest.HasTargets);
        Assert.Equal(["1.png", "more/2.png"], manifest.Entries.Select(entry => entry.Path));
        Assert.All(manifest.Entries, entry => Assert.Equal([entry.Width, entry.Height], entry.Target!));
        Assert.Empty(finished.Report.Refused);
    }

    [Fact]
    public async Task ATableOfAnotherKind_IsRefused_WhereAKindIsAsked()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "table",
            ("1.png", TestPictures.Png(1)),
            ("2.png", TestPictures.Png(2)),
            ("manifest.csv", "file,label\n1.png,cat\n2.png,dog\n"u8.ToArray())
        );
        Assert.StartsWith(
            "Expected pictures of which nothing is said",
            (await bench.ImportWithAsync(folder, new() { Kind = "boxes" })).Refusal,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AClassFolder_IsAddedToAVersion_AndWhatIsThereIsTold()
    {
        using var bench = new ImportBench();
        var first = await bench.ImportAsync(ImportBench.Good());
        var folder = bench.WriteFolder(
            "more",
            ("cats/1.png", TestPictures.Png(9)),
            ("cats/known.png", TestPictures.Png(3)),
            ("loose.png", TestPictures.Png(7))
        );
        var finished = await bench.ImportWithAsync(folder, new() { AddTo = first.ManifestFile });
        Assert.Null(finished.Refusal);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(5, manifest.Entries.Count);
        Assert.Contains(manifest.Entries, entry => entry is { Path: "cats/1 (2).png", Class: "cats" });
        Assert.Equal([("cats/known.png", "duplicate"), ("loose.png", "no-class")], finished.Report.Refused.Select(file => (file.Path, file.Code)));
        Assert.Equal("The dataset has this picture already, as dogs/1.png.", finished.Report.Refused[0].Sentence);
    }

    [Fact]
    public async Task PicturesWithoutAnnotations_AreAddedToBoxes()
    {
        using var bench = new ImportBench();
        var first = await bench.ImportWithAsync(bench.WriteFolder("plain", ("1.png", TestPictures.Png(1))), new() { Kind = "boxes" });
        var second = bench.WriteFolder("second", ("2.png", TestPictures.Png(2)));
        var finished = await bench.ImportWithAsync(second, new() { AddTo = first.ManifestFile });
        Assert.Equal(
            [("1.png", DatasetPart.Unlabelled), ("2.png", DatasetPart.Unlabelled)],
            ImportBench.Manifest(finished).Entries.Select(entry => (entry.Path, entry.Part))
        );
        // Until somebody says what is in them, nothing is learnt from them.
        Assert.Throws<Core.RefusedException>(() => DataSource.Open(finished.ManifestFile!));
        var again = await bench.ImportWithAsync(second, new() { AddTo = finished.ManifestFile });
        Assert.Equal(finished.ManifestHash, again.ManifestHash);
    }

    [Fact]
    public async Task NothingToAdd_OrAnotherKind_IsRefused()
    {
        using var bench = new ImportBench();
        var first = await bench.ImportAsync(ImportBench.Good());
        var loose = bench.WriteFolder("loose", ("1.png", TestPictures.Png(1)));
        Assert.StartsWith(
            "Expected at least one good picture",
            (await bench.ImportWithAsync(loose, new() { AddTo = first.ManifestFile })).Refusal,
            StringComparison.Ordinal
        );
        var numbers = bench.WriteFolder("numbers", ("1.png", TestPictures.Png(1)), ("manifest.csv", "file,age\n1.png,3\n"u8.ToArray()));
        Assert.StartsWith(
            "Expected pictures with ",
            (await bench.ImportWithAsync(numbers, new() { AddTo = first.ManifestFile })).Refusal,
            StringComparison.Ordinal
        );
    }
}
