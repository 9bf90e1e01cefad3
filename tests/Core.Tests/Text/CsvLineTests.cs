using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tests.Text;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-x, y", "\"'-x, y\"")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("+1e-3", "+1e-3")]
    [InlineData("1=1", "1=1")]
    [InlineData("", "")]
    public void Of_ForSpreadsheets_MakesFormulasText(string cell, string expected)
    {
        Assert.Equal($"a,{expected}\r\n", CsvLine.Of(["a", cell], forSpreadsheets: true));
        Assert.DoesNotContain("'=", CsvLine.Of([cell]), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_QuotesWhatNeedsIt() => Assert.Equal("\"a, \"\"b\"\"\",\"c\nd\",e\r\n", CsvLine.Of(["a, \"b\"", "c\nd", "e"]));
}
