using MlOpsDashboard.Workers.Engine.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class ClassLayoutTests
{
    [Theory]
    [InlineData("a/1.png b/1.png", "a b")]
    [InlineData("pets/a/1.png pets/b/1.png", "a b")]
    [InlineData("archive/pets/a/1.png archive/pets/b/1.png", "a b")]
    [InlineData("read-me.txt pets/notes.txt pets/a/1.png pets/b/1.png", "a b")]
    [InlineData("pets/a/x/1.png pets/b/1.png", "a b")]
    [InlineData("a/1.png", "a")]
    [InlineData("a/1.png a/b/2.png", "a")]
    [InlineData("pets/a/1.png", "a")]
    [InlineData("1.png pets/a/1.png pets/b/1.png", "pets")]
    [InlineData("pets/a/1.png pets/b/", "a b")]
    [InlineData("pets/", "pets")]
    [InlineData("", "")]
    public void Classes_AreTheFirstFolders_BelowAnyFolderAroundAll(string paths, string classes)
    {
        var layout = new ClassLayout(Entries(paths));
        Assert.Equal(classes, string.Join(' ', layout.Classes));
        Assert.All(layout.Files, file => Assert.StartsWith(file.Class + "/", file.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_BesideTheClasses_AreRefusedWhenTheyArePictures()
    {
        var refused = Assert.Single(new ClassLayout(Entries("x.png list.csv a/1.png b/1.png")).Refused);
        Assert.Equal(("x.png", "no-class"), (refused.Path, refused.Code));
    }

    private static SourceEntry[] Entries(string paths) =>
        [.. paths.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((path, i) => new SourceEntry(path.TrimEnd('/'), path.EndsWith('/'), i))];
}
