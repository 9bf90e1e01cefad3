using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Imports;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The one life of work, on imports.</summary>
public sealed class ImportWorkTests
{
    [Fact]
    public async Task Supervise_WhenTheChildCompletes_StoresTheVersionAndRemovesTheUpload()
    {
        await using var bench = await WorkBench.CreateAsync("[ -e \"$from/a.png\" ] || exit 1; progress reading 1; progress reading 3; imported");
        var (import, upload) = await UploadAsync(bench, "a.png");

        await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);

        var view = await ViewAsync(bench, import);
        Assert.Equal((ImportStatus.Completed, "reading", 3), (view.Status, view.Step, view.Done));
        Assert.Equal(2, (await bench.Get<IDatasetStore>().FindByNameAsync("pets", null, CancellationToken.None))!.Pictures);
        Assert.False(Directory.Exists(upload));
        Assert.False(Directory.Exists(bench.Layout.Import(import)));
    }

    [Fact]
    public async Task Supervise_WhenOneZipWasUploaded_PassesTheZip()
    {
        await using var bench = await WorkBench.CreateAsync("case \"$from\" in */pets.ZIP) imported;; *) exit 1;; esac");
        var (import, _) = await UploadAsync(bench, "pets.ZIP");

        await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);

        Assert.Equal(ImportStatus.Completed, (await ViewAsync(bench, import)).Status);
    }

    [Fact]
    public async Task Supervise_WhenTheDatasetIsRefused_SaysWhyAndRemovesTheUpload()
    {
        await using var bench = await WorkBench.CreateAsync(
            "echo '{\"kind\":\"finished\",\"manifestFile\":null,\"manifestHash\":null,\"report\":{\"kept\":0,\"refused\":[],\"classes\":[],\"bytes\":0},\"refusal\":\"Expected two classes; received one.\"}'; exit 2"
        );
        var (import, upload) = await UploadAsync(bench, "a.png");

        await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);

        var view = await ViewAsync(bench, import);
        Assert.Equal((ImportStatus.Refused, "Expected two classes; received one."), (view.Status, view.Sentence));
        Assert.False(Directory.Exists(upload));
    }

    [Fact]
    public async Task Start_AskedTwentyTimes_IsOneImport_UntilThatHasEnded()
    {
        await using var bench = await WorkBench.CreateAsync("imported");
        var stop = TestContext.Current.CancellationToken;
        var sender = bench.Get<IMediator>();
        Task<Outcome<ImportId>> StartAsync(string name = "pets") => sender.Send(new StartImport(name, new SampleSource("emoji-mini")), stop);

        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync()));
        var one = Assert.Single(asked.Select(a => a.Value).Distinct());
        Assert.NotEqual(one, (await StartAsync("other pets")).Value);
        Assert.True((await sender.Send(new CancelImport(one), stop)).IsDone);
        Assert.NotEqual(one, (await StartAsync()).Value);
    }

    [Fact]
    public async Task Cancel_WhenAtWork_EndsTheChildAndRemovesTheUpload()
    {
        await using var bench = await WorkBench.CreateAsync("trap 'exit 3' TERM; progress reading 1; forever");
        var (import, upload) = await UploadAsync(bench, "a.png");
        var supervising = bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);
        await bench.UntilAsync(async () => (await ViewAsync(bench, import)).Step == "reading");

        Assert.True((await bench.Get<IMediator>().Send(new CancelImport(import), TestContext.Current.CancellationToken)).IsDone);
        await supervising;

        Assert.Equal(ImportStatus.Cancelled, (await ViewAsync(bench, import)).Status);
        // The table learns of the end from the process itself, a moment later.
        await bench.UntilAsync(() => Task.FromResult(bench.Table.List().Count == 0));
        Assert.False(Directory.Exists(upload));
        Assert.False(Directory.Exists(bench.Layout.Import(import)));
    }

    [Fact]
    public async Task Cancel_WhenQueued_RemovesTheUploadAtOnce()
    {
        await using var bench = await WorkBench.CreateAsync("imported");
        var (import, upload) = await UploadAsync(bench, "a.png");

        Assert.True((await bench.Get<IMediator>().Send(new CancelImport(import), TestContext.Current.CancellationToken)).IsDone);

        Assert.False(Directory.Exists(upload));
        Assert.Null(await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None));
        Assert.Equal(ImportStatus.Cancelled, (await ViewAsync(bench, import)).Status);
    }

    [Fact]
    public async Task Supervise_WhenShutDown_LeavesTheImportOpenForTheNextStart()
    {
        await using var bench = await WorkBench.CreateAsync(
            "trap 'exit 3' TERM; progress reading 1; if [ -e \"$home/second\" ]; then imported; exit 0; fi; forever"
        );
        var (import, upload) = await UploadAsync(bench, "a.png");
        using var shutdown = new CancellationTokenSource();
        var supervising = bench.Supervisor.SuperviseAsync(WorkId.Of(import), shutdown.Token);
        await bench.UntilAsync(async () => (await ViewAsync(bench, import)).Step == "reading");

        await shutdown.CancelAsync();
        await supervising;

        Assert.Equal(ImportStatus.Queued, (await ViewAsync(bench, import)).Status);
        Assert.True(Directory.Exists(upload));
        File.WriteAllText(Path.Combine(bench.Root, "second"), "");
        await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);
        Assert.Equal(ImportStatus.Completed, (await ViewAsync(bench, import)).Status);
    }

    [Fact]
    public async Task Supervise_WhenTheChildOutlivedItsDashboard_FollowsItToItsEnd()
    {
        await using var bench = await WorkBench.CreateAsync("echo x >> \"$home/starts\"; while [ ! -e \"$home/go\" ]; do sleep 0.05; done; imported");
        var (import, upload) = await UploadAsync(bench, "a.png");
        await bench.AbandonAsync(WorkId.Of(import), WorkKind.Import);
        await bench.RecoverAsync();
        File.WriteAllText(Path.Combine(bench.Root, "go"), "");

        await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);

        Assert.Equal(ImportStatus.Completed, (await ViewAsync(bench, import)).Status);
        Assert.Single(File.ReadAllLines(Path.Combine(bench.Root, "starts")));
        Assert.False(Directory.Exists(upload));
    }

    [Fact]
    public async Task Cancel_WhenNobodyFollowsTheChild_EndsItAndRemovesTheUpload()
    {
        await using var bench = await WorkBench.CreateAsync("progress reading 1; while true; do sleep 0.05; done");
        var (import, upload) = await UploadAsync(bench, "a.png");
        var child = (await bench.AbandonAsync(WorkId.Of(import), WorkKind.Import)).Process!;
        await bench.RecoverAsync();

        Assert.True((await bench.Get<IMediator>().Send(new CancelImport(import), TestContext.Current.CancellationToken)).IsDone);

        Assert.Equal(ImportStatus.Cancelled, (await ViewAsync(bench, import)).Status);
        Assert.False(Posix.IsAlive(child));
        Assert.False(Directory.Exists(upload));
        Assert.False(Directory.Exists(bench.Layout.Import(import)));
    }

    [Fact]
    public async Task Supervise_WhenTheChildCrashes_IsTriedAgainAndFailsWithItsLastWords()
    {
        await using var bench = await WorkBench.CreateAsync("echo x >> \"$home/tries\"; echo 'libvips is missing' >&2; exit 1");
        var (import, _) = await UploadAsync(bench, "a.png");

        while (await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None) is not null)
        {
            // As the dispatcher does.
        }

        var view = await ViewAsync(bench, import);
        Assert.Equal(ImportStatus.Failed, view.Status);
        Assert.Contains("libvips is missing", view.Sentence);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(bench.Root, "tries")).Length);
    }

    [Fact]
    public async Task Supervise_WhenItIsASample_HasItWrittenAndKeepsTheAttribution()
    {
        await using var bench = await WorkBench.CreateAsync(
            """
            if [ "$verb" = samples ]; then echo '[{"name":"mini","title":"Mini","description":"","pictures":3,"classes":2,"attribution":"Someone, CC BY"}]'; exit 0; fi
            [ "$sample" = mini ] || exit 1
            imported
            """
        );
        var import = (
            await bench.Get<IDatasetStore>().CreateImportAsync(ProjectId.Default, "mini", new SampleSource("mini"), Caller.LocalOwner, CancellationToken.None)
        ).Value;

        await bench.Supervisor.SuperviseAsync(WorkId.Of(import), CancellationToken.None);

        Assert.Equal(ImportStatus.Completed, (await ViewAsync(bench, import)).Status);
        Assert.Equal("Someone, CC BY", (await bench.Get<IDatasetStore>().FindByNameAsync("mini", null, CancellationToken.None))!.Attribution);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Resolve_WhenAnUploadFolderIsNoPlainName_IsRefused(string folder)
    {
        await using var bench = await WorkBench.CreateAsync("");
        Assert.False(bench.Get<ImportSourceGate>().Resolve(new UploadSource(folder, "x")).IsDone);
    }

    [Fact]
    public async Task Resolve_WhenAFolderIsOutsideTheAllowedOnes_IsRefused()
    {
        await using var closed = await WorkBench.CreateAsync("");
        var allowed = Directory.CreateDirectory(Path.Combine(closed.Root, "open")).FullName;
        var inside = Directory.CreateDirectory(Path.Combine(allowed, "pets")).FullName;
        Directory.CreateDirectory(Path.Combine(closed.Root, "open-not"));
        File.CreateSymbolicLink(Path.Combine(allowed, "link"), closed.Root);
        Assert.Contains("AllowedFolders", closed.Get<ImportSourceGate>().Resolve(new FolderSource(inside)).Refusal);
        await using var bench = await WorkBench.CreateAsync("", ("Import:AllowedFolders:0", allowed));
        var gate = bench.Get<ImportSourceGate>();

        Assert.Equal(inside, gate.Resolve(new FolderSource(inside)).Value);
        Assert.False(gate.Resolve(new FolderSource(Path.Combine(closed.Root, "open-not"))).IsDone);
        Assert.False(gate.Resolve(new FolderSource(Path.Combine(allowed, "..", "open-not"))).IsDone);
        Assert.False(gate.Resolve(new FolderSource(Path.Combine(allowed, "link", "data"))).IsDone);
        Assert.False(gate.Resolve(new FolderSource("pets")).IsDone);
        Assert.Equal([allowed, inside], gate.List());
    }

    private static async Task<ImportView> ViewAsync(WorkBench bench, ImportId import) => (await bench.Get<IMediator>().Send(new GetImport(import)))!;

    private static async Task<(ImportId Import, string Upload)> UploadAsync(WorkBench bench, string file)
    {
        var upload = Directory.CreateDirectory(Path.Combine(bench.Layout.Uploads, "one")).FullName;
        File.WriteAllText(Path.Combine(upload, file), "x");
        var import = await bench
            .Get<IDatasetStore>()
            .CreateImportAsync(ProjectId.Default, "pets", new UploadSource("one", file), Caller.LocalOwner, CancellationToken.None);
        return (import.Value, upload);
    }
}
