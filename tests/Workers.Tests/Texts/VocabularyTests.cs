using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class VocabularyTests
{
    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\nb")]
    [InlineData("\uFEFFa\r\nb\r\n")]
    public void ALine_IsAToken(string file) => Assert.Equal(["a", "b"], Read(file).Tokens);

    [Fact]
    public void OtherLineBreaks_AreOfTheToken() => Assert.Equal(["a\u2028b", "\u0085", "", " c "], Read("a\u2028b\n\u0085\n\n c \n").Tokens);

    [Fact]
    public void OfTwoLines_TheLastIsTheNumber()
    {
        var vocabulary = Read("a\nb\na\n");
        Assert.Equal((3, 2, 1), (vocabulary.Count, vocabulary.Find("a"), vocabulary.Find("b")));
        Assert.Null(vocabulary.Find("c"));
    }

    [Fact]
    public void Write_IsReadAgain()
    {
        var vocabulary = GoldenTexts.Vocabulary("bert-tiny", "vocab.txt");
        using var stream = new MemoryStream();
        vocabulary.Write(stream);
        stream.Position = 0;
        Assert.Equal(vocabulary.Tokens, Vocabulary.Read(stream).Tokens);
    }

    [Fact]
    public void TooManyLines_AreRefused() => Assert.Contains("at most 2,000,000 lines", Refusal(new string('\n', 10_000_000)));

    [Fact]
    public void ALongLine_IsRefused() => Assert.Contains("Received: 5,000 bytes on line 2", Refusal("a\n" + new string('b', 5000)));

    [Fact]
    public void AnEmptyFile_IsRefused() => Assert.Contains("1 to 2,000,000 tokens. Received: 0", Refusal(""));

    [Fact]
    public void AFileWithoutEnd_IsReadNoFurtherThanIsAllowed() =>
        Assert.Contains("vocabulary file of at most", Assert.Throws<RefusedException>(() => Vocabulary.Read(new Endless())).Message);

    private static Vocabulary Read(string file) => Vocabulary.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)));

    private static string Refusal(string file) => Assert.Throws<RefusedException>(() => Read(file)).Message;

    private sealed class Endless : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'a');
            return buffer.Length;
        }
    }
}
