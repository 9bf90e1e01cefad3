using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components;
using MlOpsDashboard.Dashboard.Http;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;
using MudBlazor.Services;

namespace MlOpsDashboard.Dashboard;

/// <summary>The dashboard's services and routes. What it asks for (handlers, storage, feed) the other wings bring.</summary>
public static class DashboardServices
{
    /// <summary>Largest picture of the try-it box.</summary>
    public const long MaxPictureBytes = 20 * 1024 * 1024;

    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
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
        services.AddHttpContextAccessor();
        services.AddUploads();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRunFeed, RunFeed>();
        services.TryAddScoped<ISender, ScopedSender>();
        services.AddSingleton<SpecDrafts>();
        services.AddScoped<BrowserBridge>();
        services.AddScoped<PageKeys>();
        services.AddSingleton<LiveRuns>();
        services.AddSingleton<PageMemory>().AddSingleton<CircuitHandler>(provider => provider.GetRequiredService<PageMemory>());
        return services;
    }

    public static WebApplication MapDashboard(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets().KeepVersions();
        app.MapMedia();
        app.MapDownloads();
        app.MapUploads();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
        return app;
    }
}
