using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A registry on a real SQLite file in a folder of its own, with a clock that the test turns. Two on one folder are two processes to the
/// database.</summary>
public sealed class RegistryFixture : IAsyncDisposable
{
    private readonly bool ownsFolder;

    private RegistryFixture(string folder, FakeTimeProvider time, bool ownsFolder, params (string Name, string Value)[] settings)
    {
        Folder = folder;
        Time = time;
        this.ownsFolder = ownsFolder;
        var configuration = new ConfigurationManager { ["Storage:Root"] = folder };
        foreach (var (name, value) in settings)
            configuration[name] = value;
        Services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(new MailSwitch(configuration["Mail:Host"] is not null))
            .AddRegistry(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public string Folder { get; }
    public FakeTimeProvider Time { get; }
    public ServiceProvider Services { get; }
    public TestLedger Ledger => new(Get<IWorkLedger>(), Get<IRunLedger>());
    public IRunStore Runs => Get<IRunStore>();
    public IDatasetStore Datasets => Get<IDatasetStore>();
    public IModelStore Models => Get<IModelStore>();
    public IArtifactStore Artifacts => Get<IArtifactStore>();
    public StorageLayout Layout => new(Folder);

    // Real files, in memory where there is such a place: the registry syncs each commit, and a hundred tests wait for a hundred thousand syncs.
    private static readonly string Temporary = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "registry-tests");

    // Migrated once, then copied: a test that is not about migrations need not wait for them.
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<RegistryFixture> OpenAsync(string? folder = null, FakeTimeProvider? time = null, params (string Name, string Value)[] settings)
    {
        var template = folder is null ? await Template.Value : null;
        var fixture = new RegistryFixture(
            folder ?? Path.Combine(Temporary, Guid.NewGuid().ToString("N")),
            time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero)),
            folder is null,
            settings
        );
        if (template is not null)
        {
            Directory.CreateDirectory(fixture.Folder);
            File.Copy(template, fixture.Layout.Database);
        }
        await fixture.Get<RegistryMigrator>().InitializeAsync(Cancelled);
        return fixture;
    }

    /// <summary>The same folder again: another process to the database. The folder's lock stays with the first.</summary>
    public RegistryFixture Beside() => new(Folder, Time, ownsFolder: false);

    /// <summary>Ends this registry as a process would, and starts another on its folder, which stays this one's to delete.</summary>
    public async Task<RegistryFixture> RestartAsync(params (string Name, string Value)[] settings)
    {
        await Services.DisposeAsync();
        Connections.Close(Layout.Database);
        var next = new RegistryFixture(Folder, Time, ownsFolder: false, settings);
        try
        {
            await next.Get<RegistryMigrator>().InitializeAsync(Cancelled);
            return next;
        }
        catch
        {
            await next.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>As the local owner.</summary>
    public Task<T> SendAsync<T>(IRequest<T> request) => SendAsync(Caller.LocalOwner, request);

    public async Task<T> SendAsync<T>(Caller caller, IRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(caller);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, Cancelled);
    }

    public async Task<T> ReadAsync<T>(Func<RegistryContext, Task<T>> query)
    {
        await using var context = await Get<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(Cancelled);
        return await query(context);
    }

    /// <summary>Imports made-up pictures (blobs are not written: lists need the manifest alone).</summary>
    public Task<StoredDatasetVersion> AddDatasetAsync(string name = "pets", int perClass = 5, params string[] classes) =>
        AddDatasetAsync(ProjectId.Default, name, perClass, classes);

    /// <inheritdoc cref="AddDatasetAsync(string, int, string[])"/>
    public async Task<StoredDatasetVersion> AddDatasetAsync(ProjectId project, string name, int perClass, params string[] classes)
    {
        if (classes.Length == 0)
            classes = ["cat", "dog"];
        var manifest = Samples.Manifest(perClass, classes);
        var file = await Samples.WriteManifestAsync(Folder, manifest);
        var import = await Datasets.CreateImportAsync(project, name, new UploadSource("f", name + ".zip"), Caller.LocalOwner, Cancelled);
        var done = await Datasets.CompleteImportAsync(import.Value, new(file, Samples.Report(manifest), "somebody, CC0"), Cancelled);
        Assert.True(done.IsDone, done.Refusal);
        return done.Value!;
    }

    public async Task<RunId> AddRunAsync(StoredDatasetVersion dataset, TrainingSpec? spec = null, string? name = null, params string[] tags)
    {
        var created = await Runs.CreateAsync(new(spec ?? Samples.Spec(), dataset.Version, name, Tags: tags), Caller.LocalOwner, Cancelled);
        Assert.True(created.IsDone, created.Refusal);
        return created.Value!.Run;
    }

    /// <summary>A run that went its whole way: started, some epochs, finished with an evaluation.</summary>
    public async Task<RunId> AddFinishedRunAsync(
        StoredDatasetVersion dataset,
        double[] valAccuracy,
        TrainingSpec? spec = null,
        string? evaluationJson = null,
        string? name = null,
        params string[] tags
    )
    {
        var run = await AddRunAsync(dataset, spec, name, tags);
        var lease = (await Ledger.AcquireAsync(run, "here", Cancelled))!;
        var events = new List<RunEvent> { Samples.Started(dataset.ClassNames), Samples.Stage(0, 0, valAccuracy.Length - 1) };
        events.AddRange(valAccuracy.Select((v, i) => Samples.Epoch(i, valAccuracy: v, valLoss: 1 - v)));
        Assert.True(await Ledger.AppendAsync(lease, events, Cancelled));
        Time.Advance(TimeSpan.FromSeconds(40));
        var artifact = await Artifacts.PutAsync(new MemoryStream(Guid.NewGuid().ToByteArray()), Cancelled);
        Assert.True(
            await Ledger.FinishAsync(
                lease,
                RunStatus.Completed,
                null,
                new(artifact, artifact, Samples.Preprocessing, evaluationJson ?? Samples.EvaluationJson(dataset.ClassNames), "{}"),
                Cancelled
            )
        );
        return run;
    }

    /// <summary>What a version registered from a run remembers.</summary>
    public async Task<ModelVersionContents> ContentsOfAsync(RunId run)
    {
        var stored = (await Runs.FindAsync(run, Cancelled))!;
        return new(
            stored.BestModel!,
            16,
            stored.PreprocessingJson!,
            stored.ClassNames,
            stored.Dataset,
            stored.SpecJson,
            stored.HistoryJson!,
            stored.EvaluationJson ?? "{}",
            stored.EngineVersion ?? "0.1.0",
            run,
            null,
            stored.Metrics,
            "",
            "{}"
        );
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var folder = Path.Combine(Temporary, "template-" + Guid.NewGuid().ToString("N"));
        await using (await OpenAsync(folder)) { }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return Path.Combine(folder, "mlops.db");
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Connections.Close(Layout.Database);
        if (ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
