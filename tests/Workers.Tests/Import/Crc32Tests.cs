using System.Text;
using MlOpsDashboard.Workers.Engine.Import.Zip;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Of_KnownTexts_IsTheKnownChecksum(string text, uint expected) => Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));
}
