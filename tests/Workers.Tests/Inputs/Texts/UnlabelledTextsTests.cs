using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Inputs.Texts;

public sealed class UnlabelledTextsTests
{
    [Theory]
    [InlineData("a.txt", "one\r\n\r\ntwo\n", null, "a.txt#1 one|a.txt#2 |a.txt#3 two")]
    [InlineData("a.csv", "id,review\n1,\"good, very\"\n2,bad\n", null, "a.csv#2 good, very|a.csv#3 bad")]
    [InlineData("a.csv", "title,body\nx,long text\ny,other text\n", "TITLE", "a.csv#2 x|a.csv#3 y")]
    [InlineData("a.tsv", "1\tfirst text\n2\tsecond text\n", null, "a.tsv#1 first text|a.tsv#2 second text")]
    [InlineData("a.jsonl", "{\"n\":1,\"text\":\"eins\"}\n{\"text\":\"zwei\"}\n", null, "a.jsonl#1 eins|a.jsonl#2 zwei")]
    [InlineData("a.json", "[{\"n\":1,\"text\":\"eins\"},{\"text\":\"zwei\"}]", null, "a.json#1 eins|a.json#2 zwei")]
    public void File_IsReadTextByText(string name, string content, string? column, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder[name];
        File.WriteAllText(path, content);
        Assert.Equal(expected, string.Join('|', UnlabelledTexts.Read(path, column).Select(text => $"{text.Name} {text.Text}")));
    }

    [Fact]
    public void Encoding_IsGuessed()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var folder = new TemporaryFolder();
        var path = folder["a.csv"];
        File.WriteAllBytes(path, Encoding.GetEncoding("gb18030").GetBytes("文本\n酒店的位置非常好，早餐也不错\n房间太小了，下次不会再来\n"));
        Assert.Equal(["酒店的位置非常好，早餐也不错", "房间太小了，下次不会再来"], UnlabelledTexts.Read(path).Select(text => text.Text));
    }

    [Theory]
    [InlineData("a.csv", "text\none\n", "other", "other")]
    [InlineData("a.csv", "text,n\n\"not closed,1\n", null, "2")]
    [InlineData("a.txt", "", null, "a.txt")]
    public void File_ThatCantBeRead_IsRefused(string name, string content, string? column, string word)
    {
        using var folder = new TemporaryFolder();
        var path = folder[name];
        File.WriteAllText(path, content);
        Assert.Contains(word, Assert.Throws<RefusedException>(() => UnlabelledTexts.Read(path, column)).Message, StringComparison.Ordinal);
    }
}
