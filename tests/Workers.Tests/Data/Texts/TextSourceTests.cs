using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data.Texts;

/// <summary>Texts as a source of data, from whatever a spec may point at.</summary>
public sealed class TextSourceTests
{
    private const string Table = "label,review,split\n差,很吵,train\n好,很好,train\n差,很脏,test\n好,很近,\n";

    [Fact]
    public void Open_OfATable_KeepsItsOrderAndLeavesTheTestOut()
    {
        using var folder = new TemporaryFolder();
        var path = Written(folder, "reviews.csv", Table);
        Assert.True(TextSource.IsOne(path));
        var files = TextSource.Open(path);
        Assert.Equal(["好", "差"], files.ClassNames);
        Assert.Equal(
            [("reviews.csv#2", "很吵", 1), ("reviews.csv#3", "很好", 0), ("reviews.csv#5", "很近", 0)],
            files.Files.Select(f => (f.Path, f.Text, f.Label))
        );
        Assert.Equal([DatasetPart.Training, DatasetPart.Training, null], files.Parts);
        Assert.Equal(TextHash.Of("很吵"), files.Files[0].Sha256);
        Assert.Equal(["reviews.csv#4"], TextSource.Test(path).Select(f => f.Path));
        Assert.Equal(4, TextSource.All(path).Files.Count);
    }

    [Fact]
    public void Open_ByASpec_ReadsItsColumns()
    {
        using var folder = new TemporaryFolder();
        var path = Written(folder, "t.csv", "label,other,text,short\na,x,one,1st\nb,y,two,2nd\n");
        var spec = TrainingSpecJson.Parse(
            """{"task":"text-classification","data":{"path":"t.csv","textColumn":"short","labelColumn":"other","classNames":["y","x"]},"backbone":{"name":"NGrams"}}"""
        );
        Assert.Null(spec.Reason);
        var files = TextSource.Open(path, spec.Value!);
        Assert.Equal(["y", "x"], files.ClassNames);
        Assert.Equal([("1st", 1), ("2nd", 0)], files.Files.Select(f => (f.Text, f.Label)));
    }

    [Fact]
    public void Open_OfClassFolders_ReadsFilesClassByClass()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, text) in new[] { ("neg/b.txt", "很差的房间"), ("neg/a.txt", "早餐太差"), ("pos/1.txt", "房间很好") })
        {
            Directory.CreateDirectory(folder[name.Split('/')[0]]);
            File.WriteAllBytes(folder[name], CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(text));
        }
        File.WriteAllText(folder["pos/2.txt"], "");
        Assert.True(TextSource.IsOne(folder.Path));
        var files = TextSource.Open(folder.Path);
        Assert.Equal(
            [("neg/a.txt", "早餐太差", 0), ("neg/b.txt", "很差的房间", 0), ("pos/1.txt", "房间很好", 1)],
            files.Files.Select(f => (f.Path, f.Text, f.Label))
        );
        Assert.Contains("pos/2.txt", Assert.Single(files.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenToJudge_OfSomeClasses_NumbersThemAsTheModel()
    {
        using var folder = new TemporaryFolder();
        var path = Written(folder, "t.csv", "text,label\none,b\ntwo,b\n");
        var files = TextSource.OpenToJudge(path, ["a", "b"], targets => targets);
        Assert.Equal([1, 1], files.Files.Select(f => f.Label));
        Assert.Throws<RefusedException>(() => TextSource.OpenToJudge(path, ["a", "c"], targets => targets));
        Assert.Throws<RefusedException>(() => TextSource.OpenToJudge(path, ["a", "b"], targets => targets, DatasetPart.Test));
        Assert.Throws<RefusedException>(() => TextSource.Open(path));
    }

    [Fact]
    public void Open_OfOddRows_SaysHowMany()
    {
        using var folder = new TemporaryFolder();
        var files = TextSource.Open(Written(folder, "t.csv", "text,label\none,a\n,b\ntwo,b\nthree\n"));
        Assert.Contains("2 rows", Assert.Single(files.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void IsOne_OfPicturesAndTheirTables_IsFalse()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a"]);
        File.WriteAllText(folder["a/1.png"], "");
        File.WriteAllText(folder["a/notes.txt"], "");
        Assert.False(TextSource.IsOne(folder.Path));
        Assert.False(TextSource.IsOne(Written(folder, "t.csv", "file,label\na/1.png,x\na/2.png,y\n")));
        Assert.False(TextSource.IsOne(Written(folder, "x.zip", "")));
        Assert.False(TextSource.IsOne(folder["none.csv"]));
    }

    private static string Written(TemporaryFolder folder, string name, string text)
    {
        File.WriteAllText(folder[name], text);
        return folder[name];
    }
}
