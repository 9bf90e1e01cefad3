using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class TensorFlowBertTokenizerTests
{
    private static readonly Vocabulary Tiny = GoldenTexts.Vocabulary("bert-tiny-hub", "assets", "vocab.txt");

    [Theory]
    [InlineData(true, "input_word_ids")]
    [InlineData(false, "cased_input_word_ids")]
    public void Cases_AreTheLibrarys(bool lowerCase, string member)
    {
        var tokenizer = new TensorFlowBertTokenizer(Tiny, lowerCase);
        var texts = GoldenTexts.Json("bert-tokens.json");
        var golden = GoldenTexts.Json("bert-hub.json");
        var length = (int)texts["max_length"]!;
        var rows = golden[member]!.AsArray();
        Assert.Equal(40, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var text = tokenizer.Tokenize((string)texts["cases"]![i]!["text"]!, maxLength: length);
            var padded = tokenizer.Padded(text, length);
            Assert.Equal(rows[i].Ints(), padded[0]);
            if (lowerCase)
                Assert.Equal([golden["input_type_ids"]![i].Ints(), golden["input_mask"]![i].Ints()], padded[1..]);
        }
    }

    [Theory]
    [InlineData(4, 1, 4, 3, 1)]
    [InlineData(1, 4, 4, 1, 3)]
    [InlineData(4, 4, 5, 3, 2)]
    public void APair_ThatIsTooLong_GivesUpTokensInTurn(int first, int second, int room, int kept, int keptOfPair)
    {
        var tokenizer = new TensorFlowBertTokenizer(Tiny, lowerCase: true);
        var text = tokenizer.Tokenize(string.Join(' ', Enumerable.Repeat("a", first)), string.Join(' ', Enumerable.Repeat("k", second)), room + 3);
        Assert.Equal((kept, keptOfPair), (text.Tokens.Count(token => token == "a"), text.Tokens.Count(token => token == "k")));
    }

    [Fact]
    public void Words_AreMeasuredInBytes()
    {
        var tokenizer = new TensorFlowBertTokenizer(new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "\u0436", "##\u0436"]), lowerCase: true);
        Assert.Equal(52, tokenizer.Tokenize(new string('\u0436', 50)).Ids.Count);
        Assert.Equal([2, 1, 3], tokenizer.Tokenize(new string('\u0436', 51)).Ids);
    }

    [Fact]
    public void Spans_AreOfTheTextAsGiven()
    {
        var tokenizer = new TensorFlowBertTokenizer(new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "f", "##i"]), lowerCase: true);
        var text = tokenizer.Tokenize("\u2026 \uFB01");
        Assert.Equal(["[CLS]", ".", ".", ".", "f", "##i", "[SEP]"], text.Tokens);
        Assert.Equal([(0, 0), (0, 1), (0, 1), (0, 1), (2, 3), (2, 3), (0, 0)], text.Spans);
    }
}
