using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class TellingWordsTests
{
    [Fact]
    public void PiecesThatMeetWithinAWord_AreJoined_IdeographsAreNot()
    {
        var told = Told("Playing\u4E2D\u6587 play-ing", ("Play", 1), ("ing", 2), ("\u4E2D", 4), ("\u6587", 8), ("play", 16), ("-", 32), ("ing", 64));
        Assert.Equal(
            [new("Playing", 0, 7, 3), new("\u4E2D", 7, 8, 4), new("\u6587", 8, 9, 8), new("play", 10, 14, 16), new("-", 14, 15, 32), new("ing", 15, 18, 64)],
            told.Words()
        );
    }

    [Fact]
    public void Score_IsTheMeanOverTheTextsThatHoldTheWord()
    {
        var words = new TellingWords();
        words.Add(Told("Good good", ("Good", 1), ("good", 3)), "a");
        words.Add(Told("good bad", ("good", 2), ("bad", -5)), "b");
        words.Add(Told("good rare", ("good", 3), ("rare", 9)), "c");
        Assert.Equal(3, words.Texts);
        // As most write it; what stands in one text alone does not win.
        Assert.Equal([("good", 3, "abc")], Read(words.For(2, 5)));
        Assert.Empty(words.Against(2, 5));
        Assert.Equal([("rare", 9, "c"), ("good", 3, "abc")], Read(words.For(1, 5)));
        Assert.Equal([("rare", 9, "c")], Read(words.For(1, 1)));
        Assert.Equal([("bad", -5, "b")], Read(words.Against(1, 5)));
    }

    private static IEnumerable<(string, double, string)> Read(IReadOnlyList<TellingWord> words)
    {
        Assert.All(words, word => Assert.Equal(word.In.Count, word.Texts));
        return words.Select(word => (word.Word, word.Score, string.Concat(word.In)));
    }

    private static TellingTokens Told(string text, params (string Word, double Score)[] tokens)
    {
        var found = new List<TellingToken>();
        foreach (var (word, score) in tokens)
        {
            var start = text.IndexOf(word, found.Count == 0 ? 0 : found[^1].End, StringComparison.Ordinal);
            found.Add(new(word, start, start + word.Length, score));
        }
        return new(found, 0);
    }
}
