using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Samples;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Samples;

/// <summary>Samples of texts: the names of emoji in two languages.</summary>
public sealed class TextSampleTests
{
    [Theory]
    [InlineData("emoji-names-en", "grinning face", "Ascension Island", "flag: ")]
    [InlineData("emoji-names-zh", "嘿嘿", "阿森松岛", "旗: ")]
    public void Write_GivesATableOfNamesInNineGroups(string name, string first, string place, string flag)
    {
        using var folder = new TemporaryFolder();
        var written = new SampleWriter(new SampleCatalog(), TimeProvider.System).Write(
            SampleCatalog.Get(name),
            folder["s"],
            _ => { },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1914, written);
        var files = TextSource.Open(folder["s/names.csv"]);
        Assert.Equal((1914, 9), (files.Files.Count, files.ClassNames.Count));
        Assert.Equal((first, "smileys-emotion"), (files.Files[0].Text, files.ClassNames[files.Files[0].Label]));
        Assert.Contains(files.Files, file => file.Text == place && files.ClassNames[file.Label] == "flags");
        Assert.DoesNotContain(files.Files, file => file.Text!.StartsWith(flag, StringComparison.Ordinal));
        Assert.Contains("Unicode", File.ReadAllText(folder["s/ATTRIBUTION.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public void List_NamesThemAsTexts() =>
        Assert.Equal(
            ["emoji-names-en", "emoji-names-zh"],
            new SampleCatalog().List().Where(sample => sample.Input == TextInputCard.InputName).Select(sample => sample.Name)
        );
}
