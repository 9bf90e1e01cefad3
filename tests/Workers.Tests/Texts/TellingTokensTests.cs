using CsCheck;
using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class TellingTokensTests
{
    private static readonly Vocabulary Words = new(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "play", "##ing", "f", "##i"]);

    [Fact]
    public void Pieces_StandWhereTheyAreInTheText()
    {
        var told = Tell(" Playing x", new BertTokenizer(Words, lowerCase: true), [0.5, 1, -2, 3, 0.25]);
        Assert.Equal([new("Play", 1, 5, 1), new("ing", 5, 8, -2), new("x", 9, 10, 3)], told.Tokens);
        Assert.Equal(0.75, told.Unplaced);
    }

    [Fact]
    public void PiecesOfOnePlace_AreOne()
    {
        var told = Tell("\u2026\uFB01", new TensorFlowBertTokenizer(Words, lowerCase: true), [0, 1, 2, 4, 8, 16, 0]);
        Assert.Equal([new("\u2026", 0, 1, 7), new("\uFB01", 1, 2, 24)], told.Tokens);
    }

    [Fact]
    public void EmptyTokens_StandNowhere()
    {
        var told = Tell("a  b", new NnlmTokenizer(Words), [1, 2, 4]);
        Assert.Equal([new("a", 0, 1, 1), new("b", 3, 4, 4)], told.Tokens);
        Assert.Equal(2, told.Unplaced);
    }

    [Fact]
    public void AnNGram_IsSharedByItsPlaces_AndThereByWhatIsSeen()
    {
        var tokenizer = new NGramTokenizer(new NGramOptions { MaxWords = 1, MinCharacters = 3 });
        // Tokens: "ab", "ab ", "b \u4E2D", " \u4E2Da", "\u4E2Dab"; the first stands twice.
        var tokens = tokenizer.Tokenize("ab \u4E2Dab");
        Assert.Equal(["ab", "ab ", "b \u4E2D", " \u4E2Da", "\u4E2Dab"], tokens.Tokens);
        var told = TellingTokens.Of("ab \u4E2Dab", tokenizer, tokens, [8, 2, 4, 6, 9]);
        Assert.Equal([new("ab", 0, 2, 4 + 2 + 2), new("\u4E2D", 3, 4, 2 + 3 + 3), new("ab", 4, 6, 4 + 3 + 6)], told.Tokens);
        Assert.Equal(0, told.Unplaced);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OfAnyText_TheSumStays(string kind)
    {
        var tokenizer = TokenizerFileTests.All[kind];
        AnyTextTests.Texts.Sample(
            text =>
            {
                var tokens = tokenizer.Tokenize(text);
                double[] scores = [.. tokens.Ids.Select((id, i) => (i % 7) - 2.5)];
                var told = TellingTokens.Of(text, tokenizer, tokens, scores);
                Assert.Equal(scores.Sum(), told.Tokens.Sum(token => token.Score) + told.Unplaced, 1e-6);
                var before = 0;
                foreach (var token in told.Tokens)
                {
                    Assert.True(before <= token.Start && token.Start < token.End && token.Text == text[token.Start..token.End]);
                    before = token.End;
                }
            },
            iter: 1000
        );
    }

    public static TheoryData<string> Kinds => TokenizerFileTests.Kinds;

    private static TellingTokens Tell(string text, ITokenizer tokenizer, double[] scores) =>
        TellingTokens.Of(text, tokenizer, tokenizer.Tokenize(text), scores);
}
