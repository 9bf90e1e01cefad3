using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Certificates;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Exports;
using MlOpsDashboard.Workers.Jobs.Imports;
using MlOpsDashboard.Workers.Jobs.Inspection;
using MlOpsDashboard.Workers.Jobs.Launching;
using MlOpsDashboard.Workers.Jobs.Measurements;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Nodes;
using MlOpsDashboard.Workers.Jobs.Predictions;
using MlOpsDashboard.Workers.Jobs.Reviews;
using MlOpsDashboard.Workers.Jobs.Runs;
using MlOpsDashboard.Workers.Jobs.Working;
using Quartz;

namespace MlOpsDashboard.Workers.Jobs;

/// <summary>The embedded worker: the kinds of work and the one life they lead, and the requests that need a child process. Expects the registry's
/// services.</summary>
public static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkerOptions>().Bind(configuration.GetSection(WorkerOptions.Section)).Check(WorkerOptionsRules.Faults);
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section)).Check(ImportOptions.Faults);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(WorkerNodeName.OfThisMachine);

        services.AddSingleton<HostLocator>().AddSingleton<ChildTable>().AddSingleton<ChildStarter>();
        services.AddSingleton<ILauncher, LocalLauncher>().AddSingleton<DiskSpace>().AddSingleton<WorkSupervisor>().AddSingleton<WorkStopper>();
        services.AddSingleton<IWorkKind, TrainingWork>().AddSingleton<IWorkKind, ImportWork>();
        services.AddSingleton<IWorkKind, GateWork>().AddSingleton<IWorkKind, CertificateWork>();
        services.AddSingleton<CallRunner>().AddBackground<WarmChildren>().AddSingleton<IWorkerCalls, WorkerCalls>();
        services.AddSingleton<ImportSourceGate>().AddSingleton<SampleCatalogReader>().AddSingleton<ImportWaiter>();
        services
            .AddSingleton<OnnxExporter>()
            .AddSingleton<ModelFolders>()
            .AddSingleton<GateInputs>()
            .AddSingleton<GateReports>()
            .AddSingleton<PicturePredictor>()
            .AddSingleton<KeptAnswers>()
            .AddSingleton<KeptWords>()
            .AddSingleton<ParityCheck>()
            .AddSingleton<ModelInspector>()
            .AddSingleton<CustomModelGate>();
        services.AddBackground<SpeedMeasurer>().AddBackground<NodeSampler>();
        services.AddSingleton<IWorkerStatus>(provider => provider.GetRequiredService<NodeSampler>());

        services.AddHostedService<LeftoverCleaner>();
        services.AddScheduler();
        services.AddBackground<WorkDispatcher>().AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<WorkDispatcher>());
        services.AddHostedService<NightlyCare>();
        services.AddHostedService<DiskWatch>();
        return services.AddHandlersFrom(typeof(JobServices).Assembly);
    }

    private static IServiceCollection AddBackground<T>(this IServiceCollection services)
        where T : BackgroundService => services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());

    private static void AddScheduler(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "MlOpsDashboard";
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(1);
                // A shutdown asks every job to end: the children write their checkpoints.
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            // What waits is in the registry's table of work: nothing of the scheduler's need last.
            quartz.UseInMemoryStore();
            quartz.UseDefaultThreadPool(80);
            quartz.UseExecutionLimits(
                (provider, limits) =>
                {
                    var options = provider.GetRequiredService<IOptions<WorkerOptions>>().Value;
                    foreach (var group in (string[])[WorkGroups.Cpu, WorkGroups.Gpu, WorkGroups.Disk])
                        limits.ForGroup(group, options.Limit(group));
                }
            );
            quartz.AddJob<WorkJob>(job => job.WithIdentity(WorkDispatcher.Job).StoreDurably());
        });
        // The host gives a shutdown 30 s, a child 10 s for its checkpoint.
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }
}
