using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class ImportSupervisorTests
{
    private const string Done = """
        progress() { echo "{\"kind\":\"progress\",\"step\":\"$1\",\"done\":$2,\"total\":3}"; }
        imported() { echo "{\"kind\":\"finished\",\"manifestFile\":\"$store/m.json\",\"manifestHash\":\"00\",\"report\":{\"kept\":3,\"refused\":[],\"classes\":[],\"bytes\":9},\"refusal\":null}"; }

        """;

    [Fact]
    public async Task Supervise_WhenTheChildCompletes_StoresTheVersionAndRemovesTheUpload()
    {
        using var bench = new JobBench(Done + "[ -e \"$from/a.png\" ] || exit 1; progress reading 1; progress reading 3; imported");
        var (import, upload) = await UploadAsync(bench, "a.png");

        await bench.Imports.SuperviseAsync(import, CancellationToken.None);

        Assert.Equal(ImportStatus.Completed, bench.Datasets[import].Status);
        Assert.Equal([1, 3], bench.Datasets.Progress.Select(p => p.Done));
        Assert.Equal(Path.Combine(bench.Layout.Root, "m.json"), bench.Datasets.Completed.Single().ManifestFile);
        Assert.False(Directory.Exists(upload));
        Assert.False(Directory.Exists(bench.Layout.Import(import)));
    }

    [Fact]
    public async Task Supervise_WhenOneZipWasUploaded_PassesTheZip()
    {
        using var bench = new JobBench(Done + "case \"$from\" in */pets.ZIP) imported;; *) exit 1;; esac");
        var (import, _) = await UploadAsync(bench, "pets.ZIP");

        await bench.Imports.SuperviseAsync(import, CancellationToken.None);

        Assert.Equal(ImportStatus.Completed, bench.Datasets[import].Status);
    }

    [Fact]
    public async Task Supervise_WhenTheDatasetIsRefused_SaysWhy()
    {
        using var bench = new JobBench("echo '{\"kind\":\"finished\",\"manifestFile\":null,\"manifestHash\":null,\"report\":{\"kept\":0,\"refused\":[],\"classes\":[],\"bytes\":0},\"refusal\":\"Expected two classes; received one.\"}'; exit 2");
        var (import, _) = await UploadAsync(bench, "a.png");

        await bench.Imports.SuperviseAsync(import, CancellationToken.None);

        Assert.Equal(ImportStatus.Refused, bench.Datasets[import].Status);
        Assert.Equal("Expected two classes; received one.", bench.Datasets[import].Sentence);
    }

    [Fact]
    public async Task Supervise_WhenItIsCancelled_EndsTheChild()
    {
        using var bench = new JobBench(Done + "trap 'exit 3' TERM; progress reading 1; forever");
        var (import, _) = await UploadAsync(bench, "a.png");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Datasets.OnProgress = _ => started.TrySetResult();
        var supervising = bench.Imports.SuperviseAsync(import, CancellationToken.None);
        await started.Task;

        bench.ImportStops.Stop(import);
        await supervising;

        Assert.Equal(ImportStatus.Cancelled, bench.Datasets[import].Status);
        Assert.Empty(bench.Datasets.Completed);
    }

    [Fact]
    public async Task Supervise_WhenTheDatabaseSaysCancelled_EndsTheChild()
    {
        using var bench = new JobBench(Done + "trap 'exit 3' TERM; progress reading 1; forever");
        var (import, _) = await UploadAsync(bench, "a.png");
        bench.Datasets.OnProgress = _ => bench.Datasets.EndImportAsync(import, ImportStatus.Cancelled, null, null, CancellationToken.None);

        await bench.Imports.SuperviseAsync(import, CancellationToken.None);

        Assert.Equal(ImportStatus.Cancelled, bench.Datasets[import].Status);
    }

    [Fact]
    public async Task Supervise_WhenShutDown_LeavesTheImportOpenForTheNextStart()
    {
        using var bench = new JobBench(Done + "trap 'exit 3' TERM; progress reading 1; if [ -e \"$store/second\" ]; then imported; exit 0; fi; forever");
        var (import, upload) = await UploadAsync(bench, "a.png");
        using var shutdown = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Datasets.OnProgress = _ => started.TrySetResult();
        var supervising = bench.Imports.SuperviseAsync(import, shutdown.Token);
        await started.Task;

        await shutdown.CancelAsync();
        await supervising;

        Assert.False(bench.Datasets[import].IsFinished);
        Assert.True(Directory.Exists(upload));
        File.WriteAllText(Path.Combine(bench.Layout.Root, "second"), "");
        await bench.Imports.SuperviseAsync(import, CancellationToken.None);
        Assert.Equal(ImportStatus.Completed, bench.Datasets[import].Status);
    }

    [Fact]
    public async Task Supervise_WhenTheChildCrashes_FailsWithItsLastWords()
    {
        using var bench = new JobBench("echo 'libvips is missing' >&2; exit 1");
        var (import, _) = await UploadAsync(bench, "a.png");

        await bench.Imports.SuperviseAsync(import, CancellationToken.None);

        Assert.Equal(ImportStatus.Failed, bench.Datasets[import].Status);
        Assert.Contains("libvips is missing", bench.Datasets[import].Sentence);
    }

    [Fact]
    public async Task Supervise_WhenItIsASample_WritesItFirstAndKeepsTheAttribution()
    {
        using var bench = new JobBench(Done + """
            if [ "$verb" = samples ] && [ -z "$out" ]; then echo '[{"name":"mini","title":"Mini","description":"","pictures":3,"classes":2,"attribution":"Someone, CC BY"}]'; exit 0; fi
            if [ "$verb" = samples ]; then mkdir -p "$out"; touch "$out/here"; progress drawing 3; exit 0; fi
            [ -e "$from/here" ] || exit 1
            imported
            """);
        var import = (await bench.Datasets.CreateImportAsync("mini", new SampleSource("mini"), CancellationToken.None)).Value;

        await bench.Imports.SuperviseAsync(import, CancellationToken.None);

        Assert.Equal(ImportStatus.Completed, bench.Datasets[import].Status);
        Assert.Equal("Someone, CC BY", bench.Datasets.Completed.Single().Attribution);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void Resolve_WhenAnUploadFolderIsNoPlainName_IsRefused(string folder)
    {
        using var bench = new JobBench("");
        Assert.False(bench.Gate.Resolve(new UploadSource(folder, "x")).IsDone);
    }

    [Fact]
    public void Resolve_WhenAFolderIsOutsideTheAllowedOnes_IsRefused()
    {
        using var bench = new JobBench("");
        var allowed = Directory.CreateDirectory(Path.Combine(bench.Root, "open")).FullName;
        var inside = Directory.CreateDirectory(Path.Combine(allowed, "pets")).FullName;
        Directory.CreateDirectory(Path.Combine(bench.Root, "open-not"));
        File.CreateSymbolicLink(Path.Combine(allowed, "link"), bench.Root);
        Assert.Contains("AllowedFolders", bench.Gate.Resolve(new FolderSource(inside)).Refusal);
        bench.ImportOptions.AllowedFolders.Add(allowed);

        Assert.Equal(inside, bench.Gate.Resolve(new FolderSource(inside)).Value);
        Assert.False(bench.Gate.Resolve(new FolderSource(Path.Combine(bench.Root, "open-not"))).IsDone);
        Assert.False(bench.Gate.Resolve(new FolderSource(Path.Combine(allowed, "..", "open-not"))).IsDone);
        Assert.False(bench.Gate.Resolve(new FolderSource(Path.Combine(allowed, "link", "data"))).IsDone);
        Assert.False(bench.Gate.Resolve(new FolderSource("pets")).IsDone);
        Assert.Equal([allowed, inside], bench.Gate.List());
    }

    private static async Task<(ImportId Import, string Upload)> UploadAsync(JobBench bench, string file)
    {
        var upload = Directory.CreateDirectory(Path.Combine(bench.Layout.Uploads, "one")).FullName;
        File.WriteAllText(Path.Combine(upload, file), "x");
        var import = await bench.Datasets.CreateImportAsync("pets", new UploadSource("one", file), CancellationToken.None);
        return (import.Value, upload);
    }
}
