using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs;

/// <summary>Registry and jobs on one data folder, as <c>src/Dashboard/Program.cs</c> puts them together, without pages.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private readonly IHost host;

    private DataFolder(IHost host) => this.host = host;

    public StorageLayout Layout => Get<StorageLayout>();

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task<DataFolder> OpenAsync(string root, string mlops, int concurrentRuns)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Storage:Root"] = root,
                ["Workers:HostPath"] = mlops,
                ["Workers:Threads"] = "2",
                ["Workers:ConcurrentRuns"] = concurrentRuns.ToString(),
            }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddRegistry(builder.Configuration).AddJobs(builder.Configuration);
        var host = builder.Build();
        await host.Services.GetRequiredService<RegistryMigrator>().InitializeAsync();
        await host.StartAsync();
        return new(host);
    }

    public Task<T> AskAsync<T>(IRequest<T> request) => Get<IMediator>().Send(request);

    public async Task<T> DoAsync<T>(IRequest<Outcome<T>> request) =>
        (await AskAsync(request)) is { Refusal: null } done ? done.Value! : throw new InvalidOperationException($"{request} was refused.");

    public async Task DoAsync(IRequest<Outcome> request)
    {
        if (await AskAsync(request) is { Refusal: { } refusal })
            throw new InvalidOperationException(refusal);
    }

    public async Task<ImportView> UntilEndedAsync(ImportId import)
    {
        while ((await AskAsync(new GetImport(import)))! is var view)
        {
            if (view.FinishedAt is not null)
                return view;
            await Task.Delay(50);
        }
        throw new InvalidOperationException();
    }

    public async Task<StoredRun> UntilAsync(RunId run, Func<StoredRun, bool> holds)
    {
        while ((await Get<IRunStore>().FindAsync(run, default))! is var stored)
        {
            if (holds(stored))
                return stored;
            await Task.Delay(20);
        }
        throw new InvalidOperationException();
    }

    /// <summary>Stages files as the upload endpoint does.</summary>
    public UploadSource Stage(string file)
    {
        var folder = Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Path.Combine(Layout.Uploads, folder));
        File.Copy(file, Path.Combine(Layout.Uploads, folder, Path.GetFileName(file)));
        return new(folder, Path.GetFileName(file));
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
