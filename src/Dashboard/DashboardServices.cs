using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components;
using MlOpsDashboard.Dashboard.Health;
using MlOpsDashboard.Dashboard.Http;
using MlOpsDashboard.Dashboard.Http.Edge;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Localization;
using MlOpsDashboard.Dashboard.Mail;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.SignIn;
using MlOpsDashboard.Registry;
using MudBlazor;
using MudBlazor.Services;

namespace MlOpsDashboard.Dashboard;

/// <summary>The dashboard's services and routes. What it asks for (handlers, storage, feed) the other wings bring.</summary>
public static class DashboardServices
{
    public static IServiceCollection AddDashboard(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddEdge(configuration).AddCallers(configuration).AddHealth();
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(options =>
            {
                // A laptop that slept for some minutes finds its page as it was. Tabs that are closed say so, and are not kept.
                options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10);
                options.DisconnectedCircuitMaxRetained = 20;
            });
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
            options.SnackbarConfiguration.ShowTransitionDuration = 120;
            options.SnackbarConfiguration.HideTransitionDuration = 120;
            options.SnackbarConfiguration.SnackbarVariant = Variant.Filled;
        });
        services.AddTexts();
        services.AddHttpContextAccessor();
        services.AddUploads(configuration);
        services.AddMail(configuration);
        services.AddOptions<AccessOptions>().Check(options => CallerServices.Faults(configuration, options));
        services.AddOptions<ProviderOptions>().Bind(configuration.GetSection(ProviderOptions.Section)).Check(ProviderOptions.Faults);
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.Section)).Check(MailOptions.Faults);
        services.AddOptions<EdgeOptions>().Check(options => EdgeServices.Faults(configuration, options));
        services.AddOptions<UploadOptions>().Check(UploadEndpoints.Faults);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRunFeed, RunFeed>();
        services.TryAddSingleton<StorageFindings>();
        services.TryAddSingleton<CheckedArtifacts>();
        services.TryAddScoped<ISender, ScopedSender>();
        services.AddSingleton<SpecDrafts>();
        services.AddScoped<BrowserBridge>();
        services.AddScoped<ShownAddress>();
        services.AddScoped<PageKeys>();
        services.AddScoped<ChosenProject>();
        services.AddScoped<ForYouMarks>();
        services.AddSingleton<SharedRuns>().AddScoped<LiveRuns>();
        services.AddScoped<PageConnection>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<PageConnection>());
        services.AddScoped<CircuitName>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitName>());
        services.AddSingleton<PageMemory>().AddSingleton<CircuitHandler>(provider => provider.GetRequiredService<PageMemory>());
        return services;
    }

    public static WebApplication MapDashboard(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.UseEdge();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseCallers();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous().KeepVersions();
        app.MapHealth();
        app.MapMedia();
        app.MapDownloads();
        app.MapUploads();
        if (app.Services.GetService<SetUpCode>() is not null)
            app.MapSignIn();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'")
            .RequireAuthorization(Policies.View);
        return app;
    }
}
