using MlOpsDashboard.Workers.Engine.Memory;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Memory;

public class TensorStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EqualsAMemoryStream(int seed)
    {
        var random = new Random(seed);
        using var stream = new TensorStream(100);
        using var expected = new MemoryStream();
        for (var round = 0; round < 300; round++)
        {
            switch (random.Next(4))
            {
                case 0:
                    var (offset, from) = (random.Next(5000), (SeekOrigin)random.Next(3));
                    Assert.Equal(expected.Seek(offset, from), stream.Seek(offset, from));
                    break;
                case 1:
                    var length = random.Next((int)expected.Length + 500);
                    expected.SetLength(length);
                    stream.SetLength(length);
                    break;
                case 2:
                    var (a, b) = (new byte[random.Next(300)], new byte[300]);
                    Assert.Equal(expected.Read(a), stream.Read(b, 0, a.Length));
                    Assert.Equal(a, b[..a.Length]);
                    break;
                default:
                    var bytes = new byte[random.Next(1000)];
                    random.NextBytes(bytes);
                    expected.Write(bytes);
                    stream.Write(bytes);
                    break;
            }
            Assert.Equal((expected.Length, expected.Position), (stream.Length, stream.Position));
            Assert.True(expected.ToArray().AsSpan().SequenceEqual(stream.Written.Span));
        }
    }

    [Fact]
    public void BeforeTheBeginning_IsRefused()
    {
        using var stream = new TensorStream(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(-1, SeekOrigin.Begin));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.SetLength(-1));
    }
}
