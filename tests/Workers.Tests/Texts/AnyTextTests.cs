using System.Text;
using CsCheck;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

/// <summary>What holds of every tokenizer and any text.</summary>
public sealed class AnyTextTests
{
    private static readonly string[] Odd =
    [
        "[MASK]",
        "[CLS",
        "\u0301",
        "\u0130",
        "\u00DF",
        "\uFDFA",
        "\uD55C",
        " ",
        "\t",
        "\0",
        "\uFFFD",
        "\u4E2D",
        "\uD840\uDFB7",
        "playing",
        "\uD83D\uDC68\u200D",
        "!",
    ];

    // Odd UTF-16 units more often than chance has them: surrogates, marks, spaces, special tokens.
    internal static readonly Gen<string> Texts = Gen.OneOf(
            Gen.String[0, 30],
            Gen.Char['\uD700', '\uE000'].Array[0, 4].Select(units => new string(units)),
            Gen.Int[0, Odd.Length - 1].Select(i => Odd[i])
        )
        .Array[0, 12]
        .Select(string.Concat);

    public static TheoryData<string> Kinds => TokenizerFileTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Numbers_AreOfTheVocabulary_AndSpansOfTheText(string kind)
    {
        var tokenizer = TokenizerFileTests.All[kind];
        Gen.Select(Texts, Gen.Int[2, 40])
            .Sample(
                (text, most) =>
                {
                    var tokens = tokenizer.Tokenize(text, maxLength: most);
                    var all = tokenizer.Tokenize(text);
                    Assert.True(tokens.Ids.Count <= most && tokens.Ids.Count + tokens.Cut == all.Ids.Count);
                    Assert.All([tokens.Tokens.Count, tokens.Types.Count, tokens.Spans.Count], count => Assert.Equal(tokens.Ids.Count, count));
                    Assert.All(all.Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
                    var before = 0;
                    for (var i = tokenizer.Added / 2; i < all.Spans.Count - (tokenizer.Added / 2); i++)
                    {
                        var (start, end) = all.Spans[i];
                        Assert.True(before <= start && start <= end && end <= text.Length);
                        before = start;
                    }
                },
                iter: 2000
            );
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('[')]
    [InlineData('\u4E2D')]
    [InlineData('\u0301')]
    public void AMegabyte_IsAText(char unit)
    {
        foreach (var tokenizer in TokenizerFileTests.All.Values)
        {
            var text = tokenizer.Tokenize(new StringBuilder().Insert(0, new string([unit, unit, 'b', unit]), 250_000).ToString(), maxLength: 16);
            Assert.InRange(text.Ids.Count, 1, 16);
        }
    }
}
