using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class NameRevisionTests
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;

    [Fact]
    public void ReadNamesAs_ChangesPathsClassesAndTheWarning_AndBack()
    {
        var wrong = Of(CodePage.Named("big5"), "苹果/一.png", "香蕉/二.png", "香蕉/三.png");
        Assert.Contains("Traditional Chinese (Big5)", Warning(wrong, WarningCodes.Names), StringComparison.Ordinal);
        var right = new ReadNamesAs("GBK").Apply(wrong);
        Assert.Equal(["苹果", "香蕉"], right.ClassNames);
        Assert.Equal(["苹果/一.png", "香蕉/三.png", "香蕉/二.png"], right.Entries.Select(e => e.Path));
        Assert.Contains("Simplified Chinese (GBK), for example “苹果/一.png”", Warning(right, WarningCodes.Names), StringComparison.Ordinal);
        Assert.Equal(wrong.Hash, new ReadNamesAs("cp950").Apply(right).Hash);
    }

    [Fact]
    public void ReadNamesAs_LeavesWhatIsDeclared_AndClassesThatNoFolderNames()
    {
        var manifest = Of(CodePage.Named("big5"), "苹果/一.png", "香蕉/二.png");
        manifest = manifest with
        {
            Entries =
            [
                .. manifest.Entries,
                Entry("pear/1.png", "pear", null),
                Entry("x.png", "table", Raw(CodePage.Named("big5"), "表.png")),
                manifest.Entries[0] with
                {
                    Path = "y.png",
                    Sha256 = Sha("y"),
                    RawPath = null,
                },
            ],
        };
        var right = new ReadNamesAs("gbk").Apply(manifest);
        Assert.Equal(
            ["pear/1.png pear", "y.png 苹果", "苹果/一.png 苹果", "表.png table", "香蕉/二.png 香蕉"],
            right.Entries.Select(e => $"{e.Path} {e.Class}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void ReadNamesAs_ChangesParts()
    {
        var manifest = Of(CodePage.Named("big5"), "train/苹果/一.png", "train/香蕉/二.png", "test/苹果/三.png", "test/香蕉/四.png");
        manifest = manifest with
        {
            Entries = [.. manifest.Entries.Select(e => e with { Part = DatasetPart.Named(e.Path.Split('/')[0]), Class = e.Path.Split('/')[1] })],
        };
        var right = new ReadNamesAs("gbk").Apply(manifest);
        Assert.Equal(
            ["test 苹果", "test 香蕉", "training 苹果", "training 香蕉"],
            right.Entries.Select(e => $"{e.Part} {e.Class}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void ReadNamesAs_WhereItCanNotBe_IsRefused()
    {
        var manifest = Of(CodePage.Named("gbk"), "苹果/一.png", "香蕉/二.png");
        Assert.StartsWith("Expected names that are paths in Unicode (UTF-8).", Refusal(manifest, "utf-8"), StringComparison.Ordinal);
        Assert.StartsWith("Expected one of the code pages", Refusal(manifest, "klingon"), StringComparison.Ordinal);
        Assert.StartsWith(
            "Expected names whose code page is open.",
            Refusal(manifest with { Entries = [.. manifest.Entries.Select(e => e with { RawPath = null })] }, "gbk"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Readings_ShowWhatEachWouldSay_TheLikeliestFirst()
    {
        var readings = NameReadings.Of(Of(CodePage.Named("gbk"), "苹果/一.png", "苹果/二.png", "香蕉/三.png"), samples: 2);
        Assert.Equal(("gbk", true), (readings[0].Page.Name, readings[0].IsCurrent));
        Assert.Equal(["苹果/一.png", "香蕉/三.png"], readings[0].Names);
        Assert.Contains(readings, reading => reading.Page.Name == "ibm437" && !reading.IsCurrent);
        Assert.DoesNotContain(readings, reading => reading.Page.Name == "utf-8");
        Assert.Empty(NameReadings.Of(new([], [])));
    }

    [Fact]
    public void RawPath_IsNoPartOfTheHash()
    {
        var manifest = Of(CodePage.Named("gbk"), "苹果/一.png", "香蕉/二.png");
        Assert.Equal((manifest with { Entries = [.. manifest.Entries.Select(e => e with { RawPath = null })] }).Hash, manifest.Hash);
        Assert.Equal(1, manifest.Format);
    }

    [Fact]
    public void MergeLabels_TakesTheMostFrequentSpelling_AndSaysSo()
    {
        var manifest = Labelled("cat 3", "Cat 1", "cat\u3000 1", "cafe\u0301 1", "caf\u00E9 1", "dog 2");
        Assert.Equal(
            "Classes differ only by case, Unicode form or space: “caf\u00E9” (1) and “cafe\\u0301” (1); “cat” (3) and “Cat” (1) and “cat\\u3000” (1).",
            Warning(manifest, WarningCodes.Labels)
        );
        var merged = new MergeLabels().Apply(manifest);
        Assert.Equal(["caf\u00E9", "cat", "dog"], merged.ClassNames);
        Assert.Equal(manifest.Entries.Count, merged.Entries.Count);
        Assert.Null(Warning(merged, WarningCodes.Labels));
        // What was given is as it was: a second time changes nothing.
        Assert.Equal(merged.Hash, new MergeLabels().Apply(merged).Hash);
    }

    [Fact]
    public void MergeLabels_DropsTheSameBytes_AndKeepsTwoClasses()
    {
        var manifest = Labelled("cat 2", "Cat 1", "dog 1");
        var twin = manifest.Entries[0] with { Path = "Cat/twin.png", Class = "Cat" };
        Assert.Equal(4, new MergeLabels().Apply(manifest with { Entries = [.. manifest.Entries, twin] }).Entries.Count);
        Assert.StartsWith(
            "Expected at least two classes",
            Assert.Throws<RefusedException>(() => new MergeLabels().Apply(Labelled("cat 2", "Cat 1"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void MergeLabels_AsGiven()
    {
        var manifest = Labelled("cat 2", "kitten 1", "dog 1");
        Assert.Equal(["cat", "dog"], new MergeLabels([new("kitten", "cat")]).Apply(manifest).ClassNames);
        Assert.Equal(["animal", "dog"], new MergeLabels([new("kitten", "animal"), new("cat", "animal")]).Apply(manifest).ClassNames);
        foreach (
            var bad in new LabelMerge[][]
            {
                [new("cow", "cat")],
                [new("cat", "")],
                [new("cat", "dog"), new("dog", "kitten")],
                [new("cat", "dog"), new("cat", "kitten")],
                [new("cat", "do\ng")],
            }
        )
            Assert.StartsWith("Expected", Assert.Throws<RefusedException>(() => new MergeLabels(bad).Apply(manifest)).Message, StringComparison.Ordinal);
    }

    private static string? Warning(DatasetManifest manifest, string code) =>
        ManifestFindings.Of(manifest).SingleOrDefault(warning => warning.Code == code)?.Sentence;

    private static string Refusal(DatasetManifest manifest, string codePage) =>
        Assert.Throws<RefusedException>(() => new ReadNamesAs(codePage).Apply(manifest)).Message;

    // As an import leaves it that read GBK by this code page.
    private static DatasetManifest Of(CodePage read, params string[] paths) =>
        Of([.. paths.Select(path => Entry(read.DecodePath(Gbk.GetBytes(path))!, read.DecodePath(Gbk.GetBytes(path))!.Split('/')[0], Raw(read, path)))]);

    private static DatasetManifest Labelled(params string[] counts) =>
        Of([.. counts.SelectMany(text => Enumerable.Range(0, text[^1] - '0').Select(i => Entry($"{text[..^2]}/{i}.png", text[..^2], null)))]);

    private static DatasetManifest Of(IReadOnlyList<DatasetEntry> entries) =>
        new([.. entries.Select(e => e.Class).Distinct().Order(StringComparer.Ordinal)], entries);

    private static DatasetEntry Entry(string path, string name, string? raw) => new(path, name, 1, Sha(path), 8, 8) { RawPath = raw };

    private static string Raw(CodePage read, string path) => NameReadings.Written(read, Gbk.GetBytes(path));

    private static string Sha(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
