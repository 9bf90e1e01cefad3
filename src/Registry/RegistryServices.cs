using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Behaviors;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Certificates;
using MlOpsDashboard.Registry.CustomModels;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.Explanations;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.People;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Persistence.Sqlite;
using MlOpsDashboard.Registry.Reviews;
using MlOpsDashboard.Registry.Runs;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Registry.Work;

namespace MlOpsDashboard.Registry;

/// <summary>The registry wing: database, artifact store, and the handlers that need nothing else.</summary>
public static class RegistryServices
{
    /// <summary>Adds the wing. Before anything is served, <see cref="RegistryMigrator.InitializeAsync"/> must have run once.</summary>
    /// <param name="configuration"><c>Storage:Root</c> (default <c>data</c>), <c>Storage:RestoreBackup</c>, <c>Storage:StartFresh</c> (see
    /// <see cref="StorageOptions"/>).</param>
    public static IServiceCollection AddRegistry(this IServiceCollection services, IConfiguration configuration)
    {
        var layout = StorageRoot.LayoutFrom(configuration);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(layout);
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<StorageLock>().AddSingleton<StorageRoot>();
        services.TryAddSingleton<StorageFindings>();
        services.AddSingleton<DatabaseBackups>().AddSingleton<DatabaseRescue>().AddSingleton<RegistryCare>();
        services.TryAddSingleton<CheckedArtifacts>();
        services.AddSingleton<ArtifactRepair>();
        services.AddSingleton<IArtifactStore, DiskArtifactStore>();
        services.AddPooledDbContextFactory<RegistryContext>(options => SqliteDatabase.Configure(options, layout.Database));
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<RegistryReader>();
        services.AddSingleton<RegistryMigrator>();
        services.AddSingleton<ManifestFiles>();
        services.AddScoped<DatasetReviser>();
        services.AddSingleton<PicturePaths>();
        services.AddSingleton<VersionDifferences>();
        services.AddSingleton<RunFiles>();
        services.TryAddSingleton<IRunFeed, RunFeed>();
        services.TryAddScoped<CurrentCaller>();
        services.AddSingleton<IObjectProjects, ObjectProjects>();
        services.AddSingleton<ICallerDirectory, CallerDirectory>();
        services.AddPeople();
        services.AddSingleton<IWorkLedger, WorkLedger>();
        services.AddSingleton<IRunLedger, RunLedger>();
        services.AddSingleton<IRunStore, RunStore>();
        services.AddSingleton<IBackboneSpeedStore, BackboneSpeedStore>();
        services.AddSingleton<IFeatureHistory, FeatureHistory>();
        services.AddSingleton<IDatasetStore, DatasetStore>();
        services.AddSingleton<IModelStore, ModelStore>();
        services.AddSingleton<ICertificateStore, CertificateStore>();
        services.AddSingleton<CustomModelStore>().AddSingleton<ICustomModelStore>(provider => provider.GetRequiredService<CustomModelStore>());
        services.AddSingleton<IReviewStore, ReviewStore>();
        services.AddSingleton<ExplanationPlans>();
        services.AddSingleton<IExplanationStore, ExplanationStore>();
        services.TryAddSingleton(new ReviewDefaults());
        services.AddDiscussion();
        services.AddMediator();
        services.AddSingleton<EvaluationReader>();
        return services.AddHandlersFrom(typeof(RegistryServices).Assembly);
    }

    // MediatR 5 brings no registration of its own. Handlers open a context each; the scope of a Send holds its caller.
    private static void AddMediator(this IServiceCollection services)
    {
        services.TryAddTransient<ServiceFactory>(provider => provider.GetService!);
        services.TryAddTransient<IMediator, Mediator>();
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(LoggingBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(RefusalBehavior<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(PermissionBehavior<,>));
    }
}
