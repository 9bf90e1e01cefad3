using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Exports;
using MlOpsDashboard.Workers.Jobs.Imports;
using MlOpsDashboard.Workers.Jobs.Inspection;
using MlOpsDashboard.Workers.Jobs.Measurements;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Nodes;
using MlOpsDashboard.Workers.Jobs.Predictions;
using MlOpsDashboard.Workers.Jobs.Runs;
using MlOpsDashboard.Workers.Jobs.Scheduling;
using Quartz;

namespace MlOpsDashboard.Workers.Jobs;

/// <summary>The embedded worker: the durable queue, its jobs, and the requests that need a child process. Expects the registry's services.</summary>
public static class JobServices
{
    /// <exception cref="RefusedException">A setting does not fit; every fault is named.</exception>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        Check(configuration);
        services.AddOptions<WorkerOptions>().Bind(configuration.GetSection(WorkerOptions.Section));
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(WorkerNodeName.OfThisMachine);

        services.AddSingleton<HostLocator>().AddSingleton<ChildTable>().AddSingleton<ChildLauncher>().AddSingleton<ChildCommand>();
        services.AddSingleton<StopSignals<RunId>>().AddSingleton<StopSignals<ImportId>>();
        services.AddSingleton<ImportSourceGate>().AddSingleton<SampleCatalogReader>();
        services.AddSingleton<RunSupervisor>().AddSingleton<OrphanSweep>().AddSingleton<ImportSupervisor>().AddSingleton<ImportWaiter>();
        services.AddSingleton<OnnxExporter>().AddSingleton<ModelFolders>().AddSingleton<PicturePredictor>().AddSingleton<ParityCheck>().AddSingleton<ModelInspector>().AddSingleton<CustomModelGate>();
        services.AddBackground<PredictorPool>().AddBackground<SpeedMeasurer>().AddBackground<NodeSampler>();
        services.AddSingleton<IWorkerStatus>(provider => provider.GetRequiredService<NodeSampler>());

        services.AddHostedService<NodeLock>();
        services.AddHostedService<ScratchCleaner>();
        services.AddScheduler();
        services.AddHostedService<RunRecovery>();
        return services.AddHandlersFrom(typeof(JobServices).Assembly);
    }

    private static void Check(IConfiguration configuration)
    {
        var options = new WorkerOptions();
        try
        {
            configuration.GetSection(WorkerOptions.Section).Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new RefusedException(e.Message);
        }
        if (WorkerOptionsRules.Faults(options) is { Count: > 0 } faults) throw new RefusedException(string.Join(" ", faults));
    }

    private static IServiceCollection AddBackground<T>(this IServiceCollection services)
        where T : BackgroundService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());

    private static void AddScheduler(this IServiceCollection services)
    {
        services.AddSingleton<IJobQueue, QuartzJobQueue>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "MlOpsDashboard";
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(1);
                // A shutdown asks every job to end: the children write their checkpoints.
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UsePersistentStore(store =>
            {
                store.UseSqlite(data => data.DataSourceFactory = JobDatabase);
                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
            });
            quartz.UseDefaultThreadPool(80);
            quartz.UseExecutionLimits((provider, limits) => limits
                .ForGroup(QuartzJobQueue.CpuGroup, provider.GetRequiredService<IOptions<WorkerOptions>>().Value.ConcurrentRuns)
                .ForGroup(QuartzJobQueue.GpuGroup, 1)
                .ForGroup(QuartzJobQueue.ImportGroup, 2));
            quartz.AddJob<TrainRunJob>(job => job.WithIdentity(QuartzJobQueue.TrainRun).StoreDurably());
            quartz.AddJob<ImportDatasetJob>(job => job.WithIdentity(QuartzJobQueue.ImportDataset).StoreDurably());
        });
        // The host gives a shutdown 30 s, a child 10 s for its checkpoint.
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    private static DbDataSource JobDatabase(IServiceProvider provider)
    {
        var layout = provider.GetRequiredService<StorageLayout>();
        Directory.CreateDirectory(layout.Root);
        return SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = layout.JobDatabase, Pooling = true }.ToString());
    }
}
