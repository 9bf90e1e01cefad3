using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class FolderPartsTests
{
    [Theory]
    [InlineData("train/train/cat/1.jpg train/train/dog/2.jpg test/test/cat/3.jpg", "training:cat training:dog test:cat")]
    [InlineData("train/train/cat/1.jpg train/test/cat/2.jpg test/test/cat/3.jpg", "training:train training:test test:test")]
    [InlineData("train/cat/1.jpg train/dog/2.jpg val/cat/3.jpg test/dog/4.jpg", "training:cat training:dog validation:cat test:dog")]
    [InlineData("Training/cat/a/1.jpg VALID/cat/2.jpg", "training:cat validation:cat")]
    [InlineData("train/cat/1.jpg test/2.jpg test/3.jpg", "training:cat test: test:")]
    [InlineData("cat/train/1.jpg cat/test/2.jpg dog/train/3.jpg", "training:cat test:cat training:dog")]
    [InlineData("train/cat/1.jpg dev/cat/2.jpg holdout/cat/3.jpg extra/cat/4.jpg", "training:cat validation:cat test:cat :cat")]
    [InlineData("seg_train/sea/1.jpg seg_test/sea/2.jpg seg_test/fire/3.jpg", "training:sea test:sea test:fire")]
    [InlineData("Train_Images/a/1.jpg validation-data/b/2.jpg", "training:a validation:b")]
    [InlineData("训练集/猫/1.jpg 测试集/猫/2.jpg", "training:猫 test:猫")]
    [InlineData("trainset/a/1.jpg hold-out/a/2.jpg", "training:a test:a")]
    public void Of_NamesPartAndClass(string paths, string expected)
    {
        var parts = FolderParts.Find(paths.Split(' '))!;
        Assert.Equal(expected, string.Join(' ', paths.Split(' ').Select(path => parts.Of(path) is var (part, name) ? $"{part}:{name}" : "")));
    }

    [Theory]
    // Classes that merely have such names: nothing lies in class folders below, or no training, or one part alone.
    [InlineData("train/1.jpg test/2.jpg")]
    [InlineData("train/1.jpg bus/2.jpg car/3.jpg")]
    [InlineData("train/diesel/1.jpg bus/city/2.jpg car/old/3.jpg test/x/4.jpg bus/city/5.jpg car/old/6.jpg")]
    [InlineData("val/cat/1.jpg test/cat/2.jpg")]
    [InlineData("train/cat/1.jpg train/dog/2.jpg")]
    [InlineData("cat/train/1.jpg dog/2.jpg cat/test/3.jpg")]
    [InlineData("cat/1.jpg dog/2.jpg")]
    [InlineData("train_station/a/1.jpg test_tube/a/2.jpg dev-board/a/3.jpg")]
    [InlineData("data/a/1.jpg images/a/2.jpg")]
    [InlineData("1.jpg")]
    public void Find_WithoutParts_IsNull(string paths) => Assert.Null(FolderParts.Find(paths.Split(' ')));

    [Fact]
    public void Find_CountsAPartWithoutAPicture()
    {
        Assert.Equal(("training", "cat"), FolderParts.Find(["train/cat/1.jpg", "train/dog/2.jpg"], ["train", "test"])!.Of("train/cat/1.jpg"));
        Assert.Null(FolderParts.Find(["train/cat/1.jpg", "train/dog/2.jpg"], ["train", "bus"]));
    }

    [Theory]
    [InlineData("train/1.jpg test/2.jpg", true)]
    [InlineData("val/cat/1.jpg test/cat/2.jpg", true)]
    [InlineData("train/1.jpg bus/2.jpg", false)]
    [InlineData("test/1.jpg Testing/2.jpg", false)]
    public void ClassesNamedLikeParts_AreSaid_WhereNoFolderTellsTheirClasses(string paths, bool said)
    {
        DatasetEntry[] entries = [.. paths.Split(' ').Select((path, i) => new DatasetEntry(path, path.Split('/')[0], 1, $"{i}", 1, 1))];
        var found = ManifestFindings.Of(new DatasetManifest([.. entries.Select(entry => entry.Class).Distinct()], entries));
        Assert.Equal(said ? [WarningCodes.PartNames] : [], found.Select(warning => warning.Code));
    }

    [Fact]
    public void Find_OfNothing_IsNull() => Assert.Null(FolderParts.Find([]));
}
