using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class ImportVerbTests
{
    [Fact]
    public async Task Import_PrintsProgressThenFinished_OneEventALine()
    {
        using var bench = new ImportBench();
        var (code, result, _) = await RunAsync(["import", "--from", ImportBench.Good().Save(bench["data.zip"]), "--store", bench.Layout.Root]);
        Assert.Equal(ExitCode.Done, code);
        var events = Events(result);
        Assert.All(events[..^1], line => Assert.IsType<ImportProgress>(line));
        var finished = Assert.IsType<ImportFinished>(events[^1]);
        Assert.Null(finished.Refusal);
        Assert.Equal(4, finished.Report.Kept);
        Assert.True(File.Exists(finished.ManifestFile));
    }

    [Fact]
    public async Task Import_WhenRefused_PrintsTheSentenceInBothPlaces_AndEndsWith2()
    {
        using var bench = new ImportBench();
        var (code, result, people) = await RunAsync([
            "import",
            "--from",
            new ZipForge().Add("cats/1.png", TestPictures.Png(1)).Save(bench["data.zip"]),
            "--store",
            bench.Layout.Root,
        ]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.Equal(Assert.IsType<ImportFinished>(Events(result)[^1]).Refusal, people.Trim());
    }

    [Fact]
    public async Task Import_WithJson_PrintsOneDocument()
    {
        using var bench = new ImportBench();
        var (code, result, _) = await RunAsync([
            "import",
            "--from",
            ImportBench.Good().Save(bench["data.zip"]),
            "--store",
            bench.Layout.Root,
            "--out",
            bench["m"],
            "--json",
        ]);
        Assert.Equal(ExitCode.Done, code);
        var finished = Assert.IsType<ImportFinished>(JsonSerializer.Deserialize<ImportEvent>(result, ImportEvent.Json));
        Assert.Equal(bench["m"], Path.GetDirectoryName(finished.ManifestFile));
    }

    [Fact]
    public async Task Import_WhenStopped_EndsWith3()
    {
        using var bench = new ImportBench();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var (code, result, _) = await RunAsync(["import", "--from", ImportBench.Good().Save(bench["data.zip"]), "--store", bench.Layout.Root], stop.Token);
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.DoesNotContain("finished", result, StringComparison.Ordinal);
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task Import_WithChoices_ReadsNamesAndMergesLabels_AndTellsPeople()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .AddIn(936, "苹果/1.png", TestPictures.Png(1))
            .AddIn(936, "香蕉/2.png", TestPictures.Png(2))
            .Add("Cat/3.png", TestPictures.Png(3))
            .Add("cat/4.png", TestPictures.Png(4))
            .Add("cat/5.png", TestPictures.Png(5));
        var from = zip.Save(bench["data.zip"]);
        var (code, _, people) = await RunAsync(["import", "--from", from, "--store", bench.Layout.Root]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Simplified Chinese (GBK)", people, StringComparison.Ordinal);
        Assert.Contains("--names CODEPAGE", people, StringComparison.Ordinal);
        Assert.Contains("“cat” (2) and “Cat” (1)", people, StringComparison.Ordinal);
        (code, var result, people) = await RunAsync(["import", "--from", from, "--store", bench.Layout.Root, "--names", "cp437", "--merge-labels"]);
        Assert.Equal(ExitCode.Done, code);
        Assert.True(people.Contains("Western (DOS, CP437)", StringComparison.Ordinal), people);
        Assert.Equal(3, Assert.IsType<ImportFinished>(Events(result)[^1]).Report.Classes.Count);
        (code, _, people) = await RunAsync(["import", "--from", from, "--store", bench.Layout.Root, "--names", "klingon"]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith("Expected one of the code pages utf-8, gbk,", people, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_WithJson_ListsWhatTheDashboardReads()
    {
        var (code, result, _) = await RunAsync(["samples", "--json"]);
        Assert.Equal(ExitCode.Done, code);
        var samples = JsonSerializer.Deserialize<List<SampleInfo>>(result, JsonSerializerOptions.Web)!;
        Assert.Equal(
            ["emoji-twemoji", "emoji-noto", "emoji-mini", "emoji-attributes", "emoji-brightness", "emoji-scenes", "emoji-names-en", "emoji-names-zh"],
            samples.Select(sample => sample.Name)
        );
    }

    [Fact]
    public async Task Samples_ByName_AreWritten_AndImportWithoutARefusal()
    {
        using var bench = new ImportBench();
        var (code, result, people) = await RunAsync(["samples", "emoji-mini", "--out", bench["mini"]]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(new ImportProgress("Drawing pictures", 120, 120), Events(result)[^1]);
        Assert.Contains("CC BY 4.0", people, StringComparison.Ordinal);
        var finished = await bench.ImportAsync(bench["mini"]);
        Assert.Empty(finished.Report.Refused);
        Assert.Equal(120, finished.Report.Kept);
        Assert.Equal(["Animals & Nature", "Food & Drink", "Travel & Places"], finished.Report.Classes.Select(c => c.Class));
    }

    [Theory]
    [InlineData("samples emoji-mini")]
    [InlineData("samples --out x")]
    [InlineData("samples emoji-none --out x")]
    [InlineData("import --from x")]
    public async Task WrongArguments_AreRefused(string line)
    {
        var (code, _, people) = await RunAsync(line.Split(' '));
        Assert.Equal(ExitCode.Refused, code);
        Assert.NotEmpty(people);
    }

    private static ImportEvent[] Events(string result) =>
        [.. result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<ImportEvent>(line, ImportEvent.Json)!)];

    private static async Task<(int Code, string Result, string People)> RunAsync(string[] arguments, CancellationToken? stop = null)
    {
        using var result = new StringWriter();
        using var people = new StringWriter();
        using var input = new StringReader("");
        var code = await HostCommand.RunAsync(arguments, new HostOutput(result, people, input), stop ?? TestContext.Current.CancellationToken);
        return (code, result.ToString(), people.ToString());
    }
}
