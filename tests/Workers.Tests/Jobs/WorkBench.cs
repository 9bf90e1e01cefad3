using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Working;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Registry and job wing around a stub child, in a folder of their own; no scheduler runs, the test supervises.</summary>
internal sealed class WorkBench : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly SemaphoreSlim changed = new(0);
    private readonly IDisposable subscription;
    private readonly bool ownsRoot;

    private WorkBench(string root, ServiceProvider services, bool ownsRoot)
    {
        (Root, this.services, this.ownsRoot) = (root, services, ownsRoot);
        subscription = Get<IRunFeed>()
            .Subscribe(
                null,
                notice =>
                {
                    lock (Events)
                        Events.AddRange(notice.Events);
                    changed.Release();
                }
            );
    }

    public string Root { get; }
    public List<RunEvent> Events { get; } = [];
    public StorageLayout Layout => Get<StorageLayout>();
    public WorkSupervisor Supervisor => Get<WorkSupervisor>();
    public ChildTable Table => Get<ChildTable>();

    public IEnumerable<int> Epochs
    {
        get
        {
            lock (Events)
                return [.. Events.OfType<EpochEvent>().Select(e => e.Epoch)];
        }
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static Task<WorkBench> CreateAsync(string script, params (string Name, string Value)[] settings) =>
        CreateAsync(Path.Combine(Path.GetTempPath(), "jobs-" + Guid.NewGuid().ToString("N")), script, ownsRoot: true, settings);

    /// <summary>Another process on the same folder, as the registry sees it.</summary>
    public Task<WorkBench> OpenAgainAsync(string script) => CreateAsync(Root, script, ownsRoot: false, []);

    private static async Task<WorkBench> CreateAsync(string root, string script, bool ownsRoot, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Storage:Root"] = Path.Combine(root, "data"),
                    ["Workers:HostPath"] = StubHost.Write(root, script),
                    ["Workers:RetrySeconds"] = "0",
                    ["Workers:StopSeconds"] = "5",
                }
            )
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Name, s.Value)))
            .Build();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddRegistry(configuration)
            .AddJobs(configuration)
            .BuildServiceProvider();
        services.GetRequiredService<CurrentCaller>().Set(Caller.LocalOwner);
        // As a start does: what becomes of the executable later is no fault of the settings.
        _ = services.GetRequiredService<IOptions<WorkerOptions>>().Value;
        // The folder's lock stays with the first.
        if (ownsRoot)
            await services.GetRequiredService<RegistryMigrator>().InitializeAsync(CancellationToken.None);
        return new(root, services, ownsRoot);
    }

    public async Task<RunId> AddRunAsync()
    {
        var dataset = await JobHost.AddDatasetAsync(Layout, Get<IDatasetStore>(), "pets", 10);
        var created = await Get<IRunStore>()
            .CreateAsync(
                new(SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", ""), dataset.Version),
                Caller.LocalOwner,
                CancellationToken.None
            );
        return created.Value!.Run;
    }

    public async Task<StoredRun> RunAsync(RunId run) => (await Get<IRunStore>().FindAsync(run, CancellationToken.None))!;

    public async Task<string> DetailAsync(RunId run)
    {
        var waiting = (await Get<IRunStore>().WaitingAsync(CancellationToken.None)).FirstOrDefault(w => w.Run == run);
        return waiting?.StatusDetail
            ?? (await Get<RegistryReader>().ReadAsync(async context => (await context.Runs.FindAsync(run))!.StatusDetail, CancellationToken.None))
            ?? "";
    }

    public Task<IReadOnlyList<string>> LogAsync(RunId run) =>
        Get<RegistryReader>()
            .ReadAsync<IReadOnlyList<string>>(
                context => Task.FromResult<IReadOnlyList<string>>([.. context.Log.Where(l => l.RunId == run).OrderBy(l => l.Sequence).Select(l => l.Text)]),
                CancellationToken.None
            );

    public Task<TimeSpan?> SuperviseAsync(RunId run) => SuperviseUntilAsync(run, CancellationToken.None);

    public Task<TimeSpan?> SuperviseUntilAsync(RunId run, CancellationToken shutdown) => Supervisor.SuperviseAsync(WorkId.Of(run), shutdown);

    /// <summary>As a scheduler would: again after each fault.</summary>
    public async Task<StoredRun> SuperviseToTheEndAsync(RunId run)
    {
        while (await SuperviseAsync(run) is not null)
        {
            // Once more.
        }
        return await RunAsync(run);
    }

    /// <summary>A run that is stopped by a person.</summary>
    public async Task StopAsync(RunId run) => Assert.True((await Get<MediatR.IMediator>().Send(new StopRun(run))).IsDone);

    /// <summary>Completes when the condition holds after some notice.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            Assert.True(await changed.WaitAsync(TimeSpan.FromSeconds(60)), "Nothing changed for a minute.");
    }

    public Task UntilEpochAsync(int epoch) => UntilAsync(() => Task.FromResult(Epochs.Contains(epoch)));

    /// <inheritdoc cref="AbandonAsync(WorkId, WorkKind)"/>
    public Task<AttemptFolder> AbandonAsync(RunId run) => AbandonAsync(WorkId.Of(run), WorkKind.Training);

    /// <summary>Begins the work and leaves its child alone, as a process does that was killed.</summary>
    /// <returns>The attempt's folder.</returns>
    public async Task<AttemptFolder> AbandonAsync(WorkId work, WorkKind kind)
    {
        var ledger = Get<IWorkLedger>();
        var lease = (await ledger.AcquireAsync(work, new("gone", 1, 1), CancellationToken.None))!;
        var handle = AttemptFolder.Handle(Layout, kind, lease.Id, 1);
        var folder = new AttemptFolder(Path.Combine(Layout.Root, handle));
        DurableFile.CreateFolder(folder.Launcher);
        var start = await services.GetServices<IWorkKind>().Single(k => k.Kind == kind).PrepareAsync(lease, folder, CancellationToken.None);
        await ledger.BeginAttemptAsync(lease, handle, CancellationToken.None);
        // Started by another launcher, whose process is gone.
        await new Workers.Jobs.Launching.LocalLauncher(
            Get<ChildStarter>(),
            new ChildTable(TimeProvider.System),
            Layout,
            Get<Microsoft.Extensions.Options.IOptions<WorkerOptions>>(),
            TimeProvider.System
        ).StartAsync(handle, start);
        await Until.TrueAsync(() => folder.Process is not null);
        return folder;
    }

    /// <summary>Adds a run and waits until its child has ended an epoch; who supervises it goes on.</summary>
    public async Task<(RunId Run, Task<TimeSpan?> Supervising)> BeginRunAsync()
    {
        var run = await AddRunAsync();
        var supervising = SuperviseAsync(run);
        await UntilEpochAsync(0);
        return (run, supervising);
    }

    /// <summary>Seconds at work, as every page says it.</summary>
    public async Task<double?> SecondsAsync(RunId run)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(Caller.LocalOwner);
        return (await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(new GetRun(run)))!.Row.Seconds;
    }

    /// <summary>What a start does before anything is begun.</summary>
    public Task RecoverAsync() => Get<IWorkLedger>().RecoverAsync(Posix.IsAlive, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        subscription.Dispose();
        await Get<Workers.Jobs.Launching.ILauncher>().EndStrangersAsync([]);
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (ownsRoot)
            Directory.Delete(Root, recursive: true);
    }
}
