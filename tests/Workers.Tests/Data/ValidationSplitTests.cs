using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class ValidationSplitTests
{
    [Fact]
    public void Split_OfListedFolders_EqualsKeras()
    {
        var cases = 0;
        string? root = null;
        int[] built = [];
        try
        {
            foreach (var golden in GoldenFile.Read("data/split.json").GetProperty("cases").EnumerateArray())
            {
                var counts = golden.GetProperty("counts").EnumerateArray().Select(e => e.GetInt32()).ToArray();
                if (root is null || !counts.SequenceEqual(built))
                {
                    Remove(root);
                    var training = Strings(golden.GetProperty("training"));
                    var validation = Strings(golden.GetProperty("validation"));
                    (root, built) = (Folders([.. training, .. validation]), counts);
                }
                var listed = ClassFolders.List(root);
                var split = SplitFiles.Of(listed, golden.GetProperty("validation_split").GetDouble(), golden.GetProperty("seed").GetInt64());
                Assert.Equal(Strings(golden.GetProperty("class_names")), listed.ClassNames);
                Fidelity.Same(
                    FidelitySection.Data,
                    "validation split",
                    "which file goes where, in order",
                    Strings(golden.GetProperty("training")),
                    split.Training.Files.Select(f => f.Path)
                );
                Fidelity.Same(
                    FidelitySection.Data,
                    "validation split",
                    "which file goes where, in order",
                    Strings(golden.GetProperty("validation")),
                    split.Validation.Files.Select(f => f.Path)
                );
                Assert.All(split.Training.Files, f => Assert.StartsWith(listed.ClassNames[f.Label] + "/", f.Path, StringComparison.Ordinal));
                cases++;
            }
        }
        finally
        {
            Remove(root);
        }
        Assert.True(cases >= 30, $"{cases} cases");
    }

    [Fact]
    public void List_SkipsWhatKerasSkips()
    {
        var root = Folders(["a/2.png", "a/sub/1.JPG", "a/note.txt", "b/x.webp", "b/y.jpeg", ".hidden/z.png", "loose.png"]);
        try
        {
            var listed = ClassFolders.List(root);
            Assert.Equal(["a", "b"], listed.ClassNames);
            Assert.Equal(["a/2.png", "a/sub/1.JPG", "b/y.jpeg"], listed.Files.Select(f => f.Path));
        }
        finally
        {
            Remove(root);
        }
    }

    [Theory]
    [InlineData("only \"a\"", "a/1.png")]
    [InlineData("no picture in \"b\"", "a/1.png", "b/note.txt")]
    public void List_WithoutTwoFilledClasses_IsRefused(string received, params string[] files)
    {
        var root = Folders(files);
        try
        {
            Assert.Contains(received, Assert.Throws<RefusedException>(() => ClassFolders.List(root)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Remove(root);
        }
    }

    [Fact]
    public void Split_ThatLeavesNothing_IsRefused()
    {
        var files = new LabelledFiles("x", ["a", "b"], [new("a/1.png", 0), new("b/1.png", 1)]);
        Assert.Throws<RefusedException>(() => SplitFiles.Of(files, 0.2, 1));
    }

    [Fact]
    public void Split_Stratified_TakesTheShareOfEachClass_InShuffledOrder()
    {
        var files = new LabelledFiles(
            "x",
            ["a", "b"],
            [
                .. Enumerable.Range(0, 40).Select(i => new LabelledFile($"a/{i}.png", 0)),
                .. Enumerable.Range(0, 5).Select(i => new LabelledFile($"b/{i}.png", 1)),
            ]
        );
        var split = SplitFiles.Of(files, 0.25, 3, strata: Classes.Strata(files));
        Assert.Equal((10, 1), (split.Validation.Files.Count(f => f.Label == 0), split.Validation.Files.Count(f => f.Label == 1)));
        Assert.Equal(45, split.Training.Files.Concat(split.Validation.Files).Select(f => f.Path).Distinct().Count());
        // One of a class at least, and the order is that of Keras's shuffle.
        Assert.Equal(1, SplitFiles.Of(files, 0.01, 3, strata: Classes.Strata(files)).Validation.Files.Count(f => f.Label == 1));
        var plain = SplitFiles.Of(files, 0.25, 3);
        string[] order = [.. plain.Training.Files.Concat(plain.Validation.Files).Select(f => f.Path)];
        Assert.Equal(order.Where(path => split.Training.Files.Any(f => f.Path == path)), split.Training.Files.Select(f => f.Path));
        Assert.Contains(
            "Received: 1 of \"b\"",
            Assert
                .Throws<RefusedException>(() =>
                    SplitFiles.Of(
                        files with
                        {
                            Files = [.. files.Files.Take(41)],
                        },
                        0.25,
                        3,
                        strata: Classes.Strata(files with { Files = [.. files.Files.Take(41)] })
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    private static string[] Strings(System.Text.Json.JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString()!)];

    private static string Folders(string[] files)
    {
        var root = Directory.CreateTempSubdirectory("split").FullName;
        foreach (var file in files)
        {
            var path = Path.Combine(root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, []);
        }
        return root;
    }

    private static void Remove(string? root)
    {
        if (root is not null)
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
