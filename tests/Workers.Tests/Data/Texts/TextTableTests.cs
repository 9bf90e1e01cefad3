using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data.Texts;

/// <summary>Tables of texts as people have them, and as they break.</summary>
public sealed class TextTableTests
{
    private const string Hotels =
        "label,review\n1,\"距离川沙公路较近,但是公交指示不对,如果是\"\"蔡陆线\"\"的话,会非常麻烦.建议用别的路线.房间较为简单.\"\n1,商务大床房，房间很大，床有2M宽，整体感觉经济实惠不错!\n0,早餐太差，无论去多少人，那边也不加食品的。酒店应该重视一下这个问题了。\n0,房间本身很好。隔音不好，晚上很吵\n";

    private const string Reviews =
        "標籤;內容\n好;這家旅館的早餐很豐富，服務人員親切，下次還會再來住。\n差;房間的冷氣壞了，櫃檯說沒有別的房間可以換，非常失望。\n好;離車站很近，走路五分鐘就到了，房間也很乾淨。\n差;隔壁整晚都在吵鬧，完全沒辦法睡覺。\n";

    private const string Japanese =
        "label\ttext\n良い\tこのホテルの朝食はとても美味しくて、スタッフも親切でした。\n悪い\t部屋がとても狭くて、エアコンの音がうるさかったです。\n良い\t駅から近くて便利でした。また泊まりたいと思います。\n悪い\t予約した部屋と違う部屋に案内されて残念でした。\n";

    private const string Messages =
        "v1,v2,,,\r\nham,\"Go until jurong point, crazy.. Available only in bugis n great world la e buffet... Cine there got amore wat...\",,,\r\nspam,\"Free entry in 2 a wkly comp to win £100 cash or £5000! Txt FA to 87121. £1.50 a msg. That’s all\",,,\r\nham,U dun say so early hor... U c already then say...,,,\r\nspam,\"WINNER!! You have been selected to receivea £900 prize reward! Call now – valid 12 hours only.\",,,\r\nham,Even my brother doesn’t like to speak with me. They treat me like aids patent.,,,\r\nham,\"He said it’s £3 for a café au lait\",\" and then, GE\",GNT:-),\r\n";

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("utf-8 mark", "utf-8")]
    [InlineData("utf-16 mark", "utf-16le")]
    [InlineData("utf-16", "utf-16le")]
    [InlineData("utf-16be mark", "utf-16be")]
    [InlineData("utf-16be", "utf-16be")]
    [InlineData("gb18030", "gb18030")]
    [InlineData("gb2312", "gb18030")]
    public void Read_OfChineseReviews_InEveryEncoding(string written, string expected)
    {
        var table = Read("hotels.csv", Bytes(Hotels, written));
        Assert.Equal(expected, table.Encoding.Name);
        Assert.Equal([("1", 2), ("1", 3), ("0", 4), ("0", 5)], table.Rows.Select(row => (row.Labels[0], row.Line)));
        Assert.StartsWith("距离川沙公路较近,但是公交指示不对,如果是\"蔡陆线\"的话", table.Rows[0].Text, StringComparison.Ordinal);
        Assert.Equal((DatasetKinds.Class, true, ','), (table.Columns.Kind, table.HasHeader, table.Separator));
        Assert.Empty(table.Refused);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("gb18030")]
    [InlineData("utf-16")]
    public void Read_OfATableWithoutHeader_FindsItsColumns(string written)
    {
        var table = Read("hotels.csv", Bytes(Hotels[(Hotels.IndexOf('\n', StringComparison.Ordinal) + 1)..], written));
        Assert.False(table.HasHeader);
        Assert.Equal(["column 1", "column 2"], table.Columns.Names);
        Assert.Equal((1, 4), (table.Columns.Text, table.Rows.Count));
        Assert.Equal(["0", "1"], table.Names);
    }

    [Fact]
    public void Read_OfValuesThatAreNamesElsewhere_TakesThemForRows()
    {
        var table = Read("t.csv", "no,it was cold\ny,all was fine\nno,never again\ny,we come again\n");
        Assert.Equal((false, 4), (table.HasHeader, table.Rows.Count));
        Assert.Equal(["no", "y"], table.Names);
        Assert.True(Read("t.tsv", "label\ttext_a\n1\t很好\n0\t很差\n").HasHeader);
    }

    [Theory]
    [InlineData(Reviews, "big5", "big5")]
    [InlineData(Japanese, "shift_jis", "shift_jis")]
    [InlineData(Japanese, "euc-jp", "euc-jp")]
    [InlineData(Messages, "windows-1252", "windows-1252")]
    public void Read_OfAnOlderEncoding_GuessesIt(string text, string written, string expected)
    {
        var table = Read("table.csv", Bytes(text, written));
        Assert.Equal(expected, table.Encoding.Name);
        Assert.Equal(Read("table.csv", Bytes(text, "utf-8")).Rows.Select(row => row.Text), table.Rows.Select(row => row.Text));
        Assert.Contains(TextEncoding.Utf8.Name == expected ? "" : expected, table.Encodings.Select(known => known.Name));
        Assert.Empty(table.Refused);
    }

    [Fact]
    public void Read_OfMessagesWithEmptyColumns_TakesTextAndLabel()
    {
        var table = Read("spam.csv", Bytes(Messages, "windows-1252"));
        Assert.Equal(["ham", "spam"], table.Names);
        Assert.Equal(6, table.Rows.Count);
        Assert.Equal(["v1", "v2", "column 3", "column 4", "column 5"], table.Columns.Names);
        Assert.Equal(
            [ColumnRoles.Label, ColumnRoles.Text, ColumnRoles.Nothing, ColumnRoles.Nothing, ColumnRoles.Nothing],
            table.Columns.Roles.Select(c => c.Role)
        );
    }

    // What a double reading of UTF-8 leaves in English: bytes that would be characters of several East Asian encodings too.
    [Fact]
    public void Read_OfEnglishWithOddBytes_StaysWestern()
    {
        var text = new StringBuilder("v1,v2\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append(i % 3 == 0 ? $"spam,\"You won å£{i}000 cash, it\u0089Ûªs yours\"\n" : $"ham,\"I don\u0089Û÷t know what Ì_ means {i}, do u\"\n");
        }
        var table = Read("spam.csv", Encoding.Latin1.GetBytes(text.ToString()));
        Assert.Equal("windows-1252", table.Encoding.Name);
    }

    [Fact]
    public void Read_OfAChosenEncodingAndColumns_FollowsThem()
    {
        var bytes = Bytes("a,b,c\n好的,很好的房间,x\n坏的,很差的房间,y\n", "gb18030");
        var table = Read(
            "t.csv",
            bytes,
            new()
            {
                Encoding = "big5",
                TextColumn = "b",
                LabelColumn = "C",
            }
        );
        Assert.Equal(("big5", "x"), (table.Encoding.Name, table.Rows[0].Labels[0]));
        Assert.NotEqual("很好的房间", table.Rows[0].Text);
        Assert.Contains("a, b, c. Received: d", Refused("t.csv", bytes, new() { TextColumn = "d" }), StringComparison.Ordinal);
        Assert.Contains("Received: klingon", Refused("t.csv", bytes, new() { Encoding = "klingon" }), StringComparison.Ordinal);
        Assert.Equal(
            "a",
            Read(
                "t.csv",
                bytes,
                new()
                {
                    HasHeader = false,
                    TextColumn = "column 2",
                    LabelColumn = "column 1",
                }
            )
                .Rows[0]
                .Labels[0]
        );
    }

    [Fact]
    public void Read_OfCellsWithQuotesAndLineFeeds_KeepsThem()
    {
        var table = Read("t.csv", "text,label\r\n\"one\r\ntwo, \"\"three\"\"\",a\r\n\"he said \"hi\" to me\" ,b\r\n 5\" disk,a\r\n");
        Assert.Equal(["one\r\ntwo, \"three\"", "he said \"hi\" to me", " 5\" disk"], table.Rows.Select(row => row.Text));
        Assert.Equal([2, 4, 5], table.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("text,label\n\"broken, a\ngood one,b\n\"good, two\",a\nthird,b\n")]
    [InlineData("text,label\n\"broken, a\ngood one,b\ngood two,a\nthird,b\n")]
    [InlineData("label,text\na,\"broken\nb,good one\na,\"good, two\"\nb,third\n")]
    [InlineData("label,text\na,\"broken\nb,good one\na,\"good \"\"two\"\", too\"\nb,third\n")]
    public void Read_OfQuotesThatDoNotClose_LosesThatRowAlone(string text)
    {
        var table = Read("t.csv", text);
        Assert.Equal((2, "quotes"), table.Refused.Select(row => (row.Line, row.Code)).Single());
        Assert.Equal([3, 4, 5], table.Rows.Select(row => row.Line));
    }

    [Fact]
    public void Read_OfOddRows_ReportsEachWithItsLine()
    {
        var table = Read(
            "t.csv",
            $"text,label,split,weight\nfine,a,train,1\n,b,train,1\n   ,b,train,1\nragged,a\nragged,a,train,1,more\nnul\0,a,train,1\n{new string('x', 100_001)},a,train,1\nno label,,train,1\n\nmine,b,nowhere,1\nmine,b,test,heavy\nfine too,b,test,2\n"
        );
        Assert.Equal([2, 13], table.Rows.Select(row => row.Line));
        Assert.Equal(
            [(3, "empty"), (4, "empty"), (5, "cells"), (6, "cells"), (7, "control"), (8, "too-long"), (9, "label"), (11, "split"), (12, "weight")],
            table.Refused.Select(row => (row.Line, row.Code))
        );
        Assert.Equal((9, DatasetPart.Test, 2f), (table.RefusedCount, table.Rows[1].Part, table.Rows[1].Weight!.Value));
        Assert.All(table.Refused, row => Assert.False(string.IsNullOrWhiteSpace(row.Sentence)));
    }

    [Fact]
    public void Read_OfBrokenBytes_RefusesTheirRowsAlone()
    {
        var good = string.Concat(Enumerable.Range(0, 200).Select(i => $"这是第{i}条评论，房间很好,{i % 2}\n"));
        byte[] bytes =
        [
            .. Encoding.UTF8.GetBytes("text,label\n" + good),
            0xE8,
            0xBF,
            (byte)',',
            (byte)'1',
            (byte)'\n',
            .. Encoding.UTF8.GetBytes("最后一条,0\n"),
        ];
        var table = Read("t.csv", bytes);
        Assert.Equal(("utf-8", 201), (table.Encoding.Name, table.Rows.Count));
        Assert.Equal((202, "encoding"), table.Refused.Select(row => (row.Line, row.Code)).Single());
    }

    [Theory]
    [InlineData("t.csv", "sep=;\ntext;label\na, b;x\nc, d;y\n")]
    [InlineData("t.tsv", "text\tlabel\na, b\tx\nc, d\ty\n")]
    [InlineData("t.csv", "text;label\na, b;x\nc, d;y\n")]
    [InlineData("t.csv", "text,label\r\"a, b\",x\r\"c, d\",y\r")]
    [InlineData("t.jsonl", "{\"text\":\"a, b\",\"label\":\"x\",\"meta\":{\"n\":[1]}}\n\n{\"label\":\"y\",\"text\":\"c, d\"}\n")]
    [InlineData("t.json", "[{\"text\":\"a, b\",\"label\":\"x\",\"meta\":{\"n\":[1]}},{\"label\":\"y\",\"text\":\"c, d\"}]")]
    [InlineData("pasted.txt", "a, b\tx\nc, d\ty\n")]
    public void Read_OfEveryForm_FindsTextAndLabel(string name, string text)
    {
        var table = Read(name, text);
        Assert.Equal([("a, b", "x"), ("c, d", "y")], table.Rows.Select(row => (row.Text, row.Labels[0])));
    }

    [Fact]
    public void Read_OfSeveralLabelsAndNumbers_TellsThemApart()
    {
        var marks = Read("t.csv", "id,comment_text,toxic,insult\n1,you are bad,1,0\n2,so nice of you,0,0\n3,worst of all,1,1\n");
        Assert.Equal(DatasetKinds.Labels, marks.Columns.Kind);
        Assert.Equal(["toxic", "insult"], marks.Names);
        Assert.Equal(
            [
                ["toxic"],
                [],
                ["toxic", "insult"],
            ],
            marks.Rows.Select(row => row.Labels)
        );
        var labels = Read("t.csv", "text,labels\nfirst,a|b\nsecond,\nthird,b\n");
        Assert.Equal(
            [
                ["a", "b"],
                [],
                ["b"],
            ],
            labels.Rows.Select(row => row.Labels)
        );
        var numbers = Read("t.csv", "text,score,length\nfirst,0.5,3\nsecond,1.25,4\n");
        Assert.Equal((DatasetKinds.Numbers, 1.25), (numbers.Columns.Kind, numbers.Rows[1].Numbers[0]));
        Assert.Equal(["score", "length"], numbers.Names);
        Assert.Equal(DatasetKinds.Class, Read("t.csv", "text,label\nfirst,0\nsecond,1\n").Columns.Kind);
        Assert.Equal(DatasetKinds.Numbers, Read("t.csv", "text,label\nfirst,0\nsecond,1\n", new() { Kind = DatasetKinds.Numbers }).Columns.Kind);
    }

    [Theory]
    [InlineData("t.csv", "", "no row that can be read")]
    [InlineData("t.csv", "text\nonly texts here\nand here, too\n", "beside the texts")]
    [InlineData("t.csv", "a,b\n1,2\n3,4\n", "Expected a column of texts")]
    [InlineData("t.json", "{\"a\":1}", "list of JSON objects")]
    [InlineData("t.json", "[{\"a\":1}", "Expected whole JSON")]
    public void Read_OfNoTable_IsRefusedInASentence(string name, string text, string sentence) =>
        Assert.Contains(sentence, Refused(name, Encoding.UTF8.GetBytes(text)), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Read_OfARowOf100Megabytes_RefusesItWithoutItsMemory()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var table = TextTable.Read("t.csv", () => new HugeRow(100 << 20), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((2, "too-long"), table.Refused.Select(row => (row.Line, row.Code)).Single());
        Assert.Equal(["last", "one"], table.Rows.Select(row => row.Text));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 150L << 20);
    }

    private static TextTable Read(string name, string text, TableChoices? choices = null) => Read(name, Encoding.UTF8.GetBytes(text), choices);

    private static TextTable Read(string name, byte[] bytes, TableChoices? choices = null) => TextTable.Read(name, () => new MemoryStream(bytes), choices);

    private static string Refused(string name, byte[] bytes, TableChoices? choices = null) =>
        Assert.Throws<RefusedException>(() => Read(name, bytes, choices)).Message;

    private static byte[] Bytes(string text, string written)
    {
        Encoding encoding = written.Split(' ')[0] switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-16" => new UnicodeEncoding(false, false),
            "utf-16be" => new UnicodeEncoding(true, false),
            var other => CodePagesEncodingProvider.Instance.GetEncoding(other)!,
        };
        byte[] mark = written.EndsWith("mark", StringComparison.Ordinal) ? encoding.GetBytes("\uFEFF") : [];
        return [.. mark, .. encoding.GetBytes(text)];
    }

    // text,label LF, a row of so many x, and two good ones.
    private sealed class HugeRow(long length) : Stream
    {
        private static readonly byte[] Head = "text,label\n"u8.ToArray(),
            Tail = ",a\nlast,a\none,b\n"u8.ToArray();

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => Head.Length + length + Tail.Length;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var most = (int)Math.Min(count, Length - Position);
            var place = buffer.AsSpan(offset, most);
            place.Fill((byte)'x');
            for (var i = Position; i < Math.Min(Position + most, Head.Length); i++)
            {
                place[(int)(i - Position)] = Head[i];
            }
            for (var i = Math.Max(Position, Head.Length + length); i < Position + most; i++)
            {
                place[(int)(i - Position)] = Tail[i - Head.Length - length];
            }
            Position += most;
            return most;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
