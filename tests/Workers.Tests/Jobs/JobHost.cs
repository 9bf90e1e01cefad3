using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Registry and job wing on real files, as the dashboard hosts them, without its pages.</summary>
internal sealed class JobHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly IServiceScope scope;

    private JobHost(IHost host)
    {
        (this.host, scope) = (host, host.Services.CreateScope());
        Get<CurrentCaller>().Set(Caller.LocalOwner);
    }

    public IMediator Mediator => Get<IMediator>();
    public StorageLayout Layout => Get<StorageLayout>();

    public T Get<T>()
        where T : notnull => scope.ServiceProvider.GetRequiredService<T>();

    public static async Task<JobHost> StartAsync(string root, string? hostPath, params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Storage:Root"] = Path.Combine(root, "data"),
                ["Workers:HostPath"] = hostPath,
                ["Workers:RetrySeconds"] = "0",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Name, s.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRegistry(builder.Configuration).AddJobs(builder.Configuration);
        var host = builder.Build();
        await host.Services.GetRequiredService<RegistryMigrator>().InitializeAsync(CancellationToken.None);
        await host.StartAsync();
        return new(host);
    }

    /// <summary>A dataset of a few pictures that exist only by name: for stub children.</summary>
    public Task<StoredDatasetVersion> AddDatasetAsync(string name = "pets", int pictures = 10) => AddDatasetAsync(Layout, Get<IDatasetStore>(), name, pictures);

    /// <inheritdoc cref="AddDatasetAsync(string, int)"/>
    public static async Task<StoredDatasetVersion> AddDatasetAsync(StorageLayout layout, IDatasetStore datasets, string name, int pictures)
    {
        var entries = Enumerable
            .Range(0, pictures)
            .Select(i => new DatasetEntry($"{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", i % 2 == 0 ? "cat" : "dog", 1, i.ToString("x64"), 8, 8))
            .ToList();
        var manifest = new DatasetManifest(["cat", "dog"], entries);
        var file = layout.Manifest(manifest.Hash);
        Directory.CreateDirectory(layout.Manifests);
        await File.WriteAllTextAsync(file, System.Text.Json.JsonSerializer.Serialize(manifest, DatasetManifest.Json));
        var import = await datasets.CreateImportAsync(ProjectId.Default, name, new SampleSource("x"), Caller.LocalOwner, CancellationToken.None);
        var report = new ImportReport(pictures, [], [new("cat", pictures / 2), new("dog", pictures / 2)], pictures);
        return (await datasets.CompleteImportAsync(import.Value, new(file, report, null), CancellationToken.None)).Value!;
    }

    /// <summary>A file as the browser has sent it.</summary>
    public UploadSource Upload(byte[] bytes, string name = "picture")
    {
        var folder = Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Path.Combine(Layout.Uploads, folder));
        File.WriteAllBytes(Path.Combine(Layout.Uploads, folder, name), bytes);
        return new(folder, name);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        scope.Dispose();
        host.Dispose();
    }
}
