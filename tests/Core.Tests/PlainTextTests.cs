using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Core.Tests;

public class PlainTextTests
{
    [Theory]
    [InlineData(" a b ", "a b")]
    [InlineData("<script>", "<script>")]
    [InlineData("é😀", "é😀")]
    public void Name_IsTrimmedAndOtherwiseKept(string text, string name) => Assert.Equal(name, PlainText.Name(text, "a name").Value);

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("a\0b")]
    [InlineData("a\u001bb")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void Name_ThatIsNone_IsRefused(string? text) => Assert.StartsWith("Expected a name", PlainText.Name(text, "a name").Refusal, StringComparison.Ordinal);

    [Fact]
    public void Notes_KeepLinesAndRefuseNul()
    {
        Assert.Equal("a\n\tb", PlainText.Notes("a\r\n\tb\n", "notes").Value);
        Assert.Equal("Expected notes without control characters; received one (U+0000).", PlainText.Notes("a\0", "notes").Refusal);
        Assert.Equal("Expected notes of at most 3 characters; received 4.", PlainText.Notes("abcd", "notes", 3).Refusal);
    }

    [Theory]
    [InlineData("pets-net.v2", true)]
    [InlineData("-x", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("ä", false)]
    public void ModelName_Fits(string text, bool fits) => Assert.Equal(fits, ModelName.TryParse(text).IsDone);
}
