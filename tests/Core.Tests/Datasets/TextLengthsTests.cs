using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class TextLengthsTests
{
    [Theory]
    [InlineData("", 2)]
    [InlineData("房间很吵。", 7)]
    [InlineData("The room, clean.", 7)]
    [InlineData("internationalization", 5)]
    [InlineData("  a\t\n b ", 4)]
    public void AnEstimate_CountsCharactersPunctuationAndWords(string text, int tokens) => Assert.Equal(tokens, TokenEstimate.Of(text));

    [Fact]
    public void AMaximum_CutsThoseThatAreLonger()
    {
        var lengths = TextLengths.Of([10, 20, 30, 5_000]);
        Assert.Equal(4, lengths.Texts);
        Assert.Equal(0.75, lengths.ShareCut(10));
        Assert.Equal(0.25, lengths.ShareCut(30));
        Assert.Equal(0.25, lengths.ShareCut(1_000));
        Assert.Equal(20, lengths.Quantile(0.5));
        Assert.Equal(TextLengths.Longest, lengths.Quantile(1));
    }

    [Fact]
    public void OfNoTexts_NothingIsCut()
    {
        var none = TextLengths.Of([]);
        Assert.Equal(0, none.ShareCut(5));
        Assert.Equal(0, none.Quantile(0.5));
    }
}
