using System.Globalization;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data.Texts;

/// <summary>Tables made to break a reader: each is read or refused in a sentence, in memory that follows the file's size and no header's word.</summary>
public sealed class HostileTableTests
{
    private const int Tables = 80;
    private static readonly string[] Names = ["t.csv", "t.tsv", "t.txt", "t.jsonl", "t.json"];

    private static readonly string[] Pieces =
    [
        "\"",
        "\"\"",
        "\"\"\"",
        ",",
        ";",
        "\t",
        "|",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\uFEFF",
        "\uFFFD",
        "\u2028",
        "text",
        "label",
        "file",
        "labels",
        "split",
        "weight",
        "sep=",
        "sep=\"",
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "../../etc/passwd",
        "train",
        "NaN",
        "1e999",
        "-1",
        "0",
        "1",
        "很好",
        "房间很差",
        "😀",
        "{",
        "}",
        "[",
        "]",
        "{\"text\":",
        "\"a\":\"\\ud800\"",
        "\"\\u0000\"",
        "null",
        ":",
        " ",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyTable_IsReadOrRefusedInASentence(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Tables; i++)
        {
            var name = Names[random.Next(Names.Length)];
            var bytes = Bytes(random, i);
            try
            {
                var table = TextTable.Read(name, () => new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);
                Assert.All(table.Rows, row => Assert.False(string.IsNullOrWhiteSpace(row.Text)));
                Assert.All(table.Refused, row => Assert.False(string.IsNullOrWhiteSpace(row.Sentence)));
            }
            catch (RefusedException refused)
            {
                Assert.InRange(refused.Message.Length, 10, 2_000);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Table {i} of seed {seed}, {name}: {e}"));
            }
        }
    }

    [Theory]
    [InlineData("t.csv", "\"")]
    [InlineData("t.csv", "\"a,b\n")]
    [InlineData("t.csv", "a,\"b\n")]
    [InlineData("t.csv", ",")]
    [InlineData("t.jsonl", "[")]
    [InlineData("t.json", "[")]
    [InlineData("t.json", "{\"a\":")]
    [InlineData("t.csv", "\n")]
    [InlineData("t.csv", "x")]
    [InlineData("t.csv", "\"a\n")]
    [InlineData("t.csv", "a\0b,")]
    public void ManyOfOneThing_TakeLittleMemory(string name, string piece)
    {
        var bytes = Encoding.UTF8.GetBytes("text,label\n" + string.Concat(Enumerable.Repeat(piece, (1 << 17) / piece.Length)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            TextTable.Read(name, () => new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);
        }
        catch (RefusedException refused)
        {
            Assert.InRange(refused.Message.Length, 10, 2_000);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    private static byte[] Bytes(Random random, int table)
    {
        var text = new StringBuilder(random.Next(3) == 0 ? "text,label\n" : "");
        for (var length = random.Next(400); length > 0; length--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }
        Encoding encoding = (table % 5) switch
        {
            0 => new UnicodeEncoding(random.Next(2) == 0, random.Next(2) == 0),
            1 => CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!,
            _ => Encoding.UTF8,
        };
        var bytes = encoding.GetBytes(text.ToString());
        for (var broken = random.Next(4); broken > 0 && bytes.Length > 0; broken--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }
}
