using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>A table of pictures as a source of data, and every way in which one can be bad.</summary>
public sealed class PictureTableTests
{
    private static readonly UTF8Encoding WithMark = new(encoderShouldEmitUTF8Identifier: true);

    [Fact]
    public void Open_OfATable_KeepsItsRowsAndNumbersItsLabels()
    {
        using var folder = new PictureFolder();
        var files = Open(folder, "file,label\nclass2/00.png,zebra\nclass0/00.png,\"ant, red\"\nclass0/01.png,\"ant, red\"\n");
        Assert.Equal(["ant, red", "zebra"], files.ClassNames);
        Assert.Equal([("class2/00.png", 1), ("class0/00.png", 0), ("class0/01.png", 0)], files.Files.Select(f => (f.Path, f.Label)));
        Assert.True(File.Exists(files.FullPath(0)));
        Assert.Null(files.Weights);
    }

    [Fact]
    public void Open_InEveryEncodingAndLayout_ReadsTheSame()
    {
        using var folder = new PictureFolder();
        const string Text = "file,label\nclass0/00.png,größe\nclass1/00.png,小\n";
        var expected = Open(folder, Text).ClassNames;
        Assert.Equal(expected, Open(folder, Text, WithMark).ClassNames);
        Assert.Equal(expected, Open(folder, Text, Encoding.Unicode).ClassNames);
        Assert.Equal(expected, Open(folder, Text, Encoding.BigEndianUnicode).ClassNames);
        Assert.Equal(expected, Open(folder, Text.Replace("\n", "\r\n", StringComparison.Ordinal)).ClassNames);
        Assert.Equal(expected, Open(folder, Text.Replace(',', ';')).ClassNames);
        Assert.Equal(expected, Open(folder, Text.Replace(',', '\t').Replace("file", "FILE", StringComparison.Ordinal)).ClassNames);
        Assert.Equal(expected, Open(folder, Text.Replace("/", "\\", StringComparison.Ordinal)).ClassNames);
    }

    [Fact]
    public void Open_OfFormulaCells_KeepsThemAsText()
    {
        using var folder = new PictureFolder();
        Assert.Equal(["=cmd|' /C calc'!A0", "@SUM(1)"], Open(folder, "file,label\nclass0/00.png,=cmd|' /C calc'!A0\nclass1/00.png,@SUM(1)\n").ClassNames);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("file\nclass0/00.png\n", "the columns file and label")]
    [InlineData("file,label,spilt\n", "\"spilt\"")]
    [InlineData("file,label,label\n", "each column once")]
    [InlineData("file,label\nclass0/00.png,a,b\n", "2 cells, as in the first row in table.csv, line 2. Received: 3.")]
    [InlineData("file,label\nclass0/00.png\n", "line 2. Received: 1.")]
    [InlineData("file,label\nclass0/00.png,\"a\n", "a closing quote")]
    [InlineData("file,label\nclass0/00.png,\"a\"b\n", "a separator after a closing quote")]
    [InlineData("file,label\nclass0/00.png,a\nclass0/01.png,a\n", "at least two labels")]
    [InlineData("file,label\nclass0/00.png,\n", "a label of 1 to 200 characters")]
    [InlineData("file,label\nclass0/00.png,a\0b\n", "U+0000")]
    [InlineData("file,label\nclass0/77.png,a\n", "a file that exists")]
    [InlineData("file,label\n../outside.png,a\n", "does not leave it")]
    [InlineData("file,label\nclass0/../../outside.png,a\n", "does not leave it")]
    [InlineData("file,label\n..\\outside.png,a\n", "does not leave it")]
    [InlineData("file,label\n/etc/passwd,a\n", "does not leave it")]
    [InlineData("file,label\nC:\\a.png,a\n", "does not leave it")]
    [InlineData("file,label\nclass0/link.png,a\n", "not a link out of it")]
    [InlineData("file,label\nout/outside.png,a\n", "through no link out")]
    [InlineData("file,label\nclass0/00.png,a\nclass0/00.png,b\n", "line 3. Received: \"class0/00.png\", which stands in line 2 already")]
    [InlineData("file,label,split\nclass0/00.png,a,later\n", "training, validation or test in the column split in table.csv, line 2. Received: \"later\"")]
    [InlineData("file,label,weight\nclass0/00.png,a,-1\n", "a weight from 0 to 1000000")]
    [InlineData("file,label,weight\nclass0/00.png,a,NaN\n", "a weight from 0 to 1000000")]
    public void Open_OfABadTable_IsRefusedByLine(string text, string part)
    {
        using var folder = new PictureFolder();
        File.WriteAllText(folder.Out("outside.png"), "x");
        File.CreateSymbolicLink(Path.Combine(folder.Pictures, "class0", "link.png"), folder.Out("outside.png"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Pictures, "out"), folder.Root);
        Assert.Contains(part, Assert.Throws<RefusedException>(() => Open(folder, text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfALinkInside_IsTaken()
    {
        using var folder = new PictureFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Pictures, "class0", "link.png"), Path.Combine(folder.Pictures, "class0", "00.png"));
        Assert.Equal(2, Open(folder, "file,label\nclass0/link.png,a\nclass1/00.png,b\n").Files.Count);
    }

    [Fact]
    public void Open_OfUtf16WithoutItsMark_OrBytesThatAreNoText_IsRefused()
    {
        using var folder = new PictureFolder();
        Assert.Contains(
            "UTF-16 needs its mark",
            Refused(folder, new UnicodeEncoding(false, byteOrderMark: false).GetBytes("file,label\nclass0/00.png,a\n")),
            StringComparison.Ordinal
        );
        Assert.Contains("bytes that are neither", Refused(folder, [.. "file,label\nclass0/00.png,"u8, 0xff, 0xfe, (byte)'\n']), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfACellOfTenMegabytes_IsRefusedBeforeItIsHeld()
    {
        using var folder = new PictureFolder();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = new byte[10 << 20];
        Array.Fill(bytes, (byte)'a');
        "file,label\n"u8.CopyTo(bytes);
        Assert.Contains("cells of at most 4096 characters", Refused(folder, bytes), StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (10 << 20) + (2 << 20));
    }

    [Fact]
    public void Split_OfItsOwnColumn_IsTaken_ElseKerassShuffle()
    {
        using var folder = new PictureFolder();
        var given = Open(folder, "file,label,split\nclass0/00.png,a,Train\nclass1/00.png,b,val\nclass1/01.png,b,training\nclass0/01.png,a,validation\n");
        var split = SplitFiles.Of(given, 0.9, 3);
        Assert.Equal(["class0/00.png", "class1/01.png"], split.Training.Files.Select(f => f.Path));
        Assert.Equal(["class1/00.png", "class0/01.png"], split.Validation.Files.Select(f => f.Path));
        // A table that lists what Keras lists is split as Keras splits it.
        var listed = ClassFolders.List(folder.Pictures);
        var table = Open(folder, "file,label\n" + string.Concat(listed.Files.Select(f => $"{f.Path},{listed.ClassNames[f.Label]}\n")));
        Assert.Equal(SplitFiles.Of(listed, 0.25, 7).Validation.Files.Select(f => f.Path), SplitFiles.Of(table, 0.25, 7).Validation.Files.Select(f => f.Path));
    }

    [Fact]
    public async Task CommandLine_TakesATable_ForSplitAndTrain()
    {
        using var folder = new PictureFolder();
        var listed = ClassFolders.List(folder.Pictures);
        var path = Write(folder, "file,label\n" + string.Concat(listed.Files.Select(f => $"{f.Path},{listed.ClassNames[f.Label]}\n")), Encoding.UTF8);
        var (code, output, people) = await Commands.RunAsync("split", "--data", path, "--json");
        Assert.True(code == 0, people);
        Assert.Equal((await Commands.RunAsync("split", "--data", folder.Pictures, "--json")).Output, output);
        Assert.Equal(3, JsonDocument.Parse(output).RootElement.GetProperty("classNames").GetArrayLength());
        var spec = SmallRun.Spec(folder);
        var byFolder = SmallRun.Run(spec, folder.Out("a"));
        Assert.Equal(byFolder.WeightsHash, SmallRun.Run(spec with { Data = spec.Data with { Path = path } }, folder.Out("b")).WeightsHash);
    }

    [Fact]
    public void Run_OfATableWithWeights_HeedsThem()
    {
        using var folder = new PictureFolder();
        var listed = ClassFolders.List(folder.Pictures);
        string Table(Func<int, double> weight) =>
            "file,label,weight\n"
            + string.Concat(listed.Files.Select((f, i) => FormattableString.Invariant($"{f.Path},{listed.ClassNames[f.Label]},{weight(i)}\n")));
        var spec = SmallRun.Spec(folder);
        string? Hash(string name, string table) =>
            SmallRun.Run(spec with { Data = spec.Data with { Path = Write(folder, table, Encoding.UTF8, name + ".csv") } }, folder.Out(name)).WeightsHash;
        var plain = SmallRun.Run(spec, folder.Out("plain")).WeightsHash;
        Assert.Equal(plain, Hash("ones", Table(_ => 1)));
        Assert.NotEqual(plain, Hash("uneven", Table(i => i % 2 == 0 ? 3 : 0.5)));
    }

    private static LabelledFiles Open(PictureFolder folder, string text, Encoding? encoding = null) =>
        DataSource.Open(Write(folder, text, encoding ?? new UTF8Encoding(false)));

    private static string Write(PictureFolder folder, string text, Encoding encoding, string name = "table.csv")
    {
        var path = Path.Combine(folder.Pictures, name);
        File.WriteAllText(path, text, encoding);
        return path;
    }

    private static string Refused(PictureFolder folder, byte[] bytes)
    {
        var path = Path.Combine(folder.Pictures, "table.csv");
        File.WriteAllBytes(path, bytes);
        return Assert.Throws<RefusedException>(() => DataSource.Open(path)).Message;
    }
}
