using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Core.Tests;

public class PlainTextTests
{
    [Theory]
    [InlineData(" a b ", "a b")]
    [InlineData("<script>", "<script>")]
    [InlineData("é😀", "é😀")]
    public void Name_IsTrimmedAndOtherwiseKept(string text, string name) => Assert.Equal(name, PlainText.Name(text, "words.text.name").Value);

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("a\0b")]
    [InlineData("a\u001bb")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void Name_ThatIsNone_IsRefused(string? text) =>
        Assert.StartsWith("Expected a name", PlainText.Name(text, "words.text.name").Refusal, StringComparison.Ordinal);

    [Fact]
    public void Notes_KeepLinesAndRefuseNul()
    {
        Assert.Equal("a\n\tb", PlainText.Notes("a\r\n\tb\n", "words.text.notes").Value);
        Assert.Equal("Expected notes without control characters; received one (U+0000).", PlainText.Notes("a\0", "words.text.notes").Refusal);
        Assert.Equal("Expected notes of at most 3 characters; received 4.", PlainText.Notes("abcd", "words.text.notes", 3).Refusal);
    }

    [Theory]
    [InlineData("pets-net.v2", true)]
    [InlineData("-x", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("ä", true)]
    [InlineData("宠物 v2", true)]
    [InlineData("หมา", true)]
    [InlineData("two  spaces", false)]
    [InlineData("a\u200bb", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("<b>", false)]
    [InlineData("\ud800", false)]
    public void ModelName_Fits(string text, bool fits) => Assert.Equal(fits, ModelName.TryParse(text).IsDone);

    [Theory]
    [InlineData("my pets (2024)/final", "my pets 2024-final")]
    [InlineData("  ..hidden ", "hidden")]
    [InlineData("🐈🐈", "")]
    [InlineData("a\0b<c>", "a-b-c")]
    public void ModelName_Proposed_Fits(string text, string proposed)
    {
        Assert.Equal(proposed, ModelName.Propose(text));
        Assert.Equal(proposed.Length > 0, ModelName.TryParse(proposed).IsDone);
        Assert.True(ModelName.TryParse(ModelName.Propose("x" + new string('界', 200))).IsDone);
    }
}
