using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>What every request passes before it reaches a page or an endpoint: names of this host, headers, faults, origin, limits.</summary>
public static class EdgeServices
{
    // A request is a page's address or a click; what carries files lifts the limit for itself and counts.
    private const long LargestBody = 1_000_000;

    public static IServiceCollection AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EdgeOptions>().Bind(configuration.GetSection(EdgeOptions.Section));
        services.Configure<HostFilteringOptions>(options =>
        {
            options.AllowedHosts = [.. AllowedHostNames.From(configuration)];
            options.AllowEmptyHosts = false;
        });
        services.AddOptions<KestrelServerOptions>().Configure<Microsoft.Extensions.Options.IOptions<EdgeOptions>>((server, edge) => Limit(server, edge.Value));
        // Links carry codes: whatever the settings say, no log holds the addresses that were asked for.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        services.AddExceptionHandler<FaultAnswer>();
        services.AddSingleton<OpenPages>();
        services.AddRateLimiter(_ => { });
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<OpenPages>(
                (options, pages) =>
                {
                    options.GlobalLimiter = pages.Requests;
                    options.OnRejected = async (rejected, _) => await PageLimit.RefuseAsync(rejected.HttpContext, pages.Most);
                }
            );
        return services;
    }

    public static WebApplication UseEdge(this WebApplication app)
    {
        app.UseMiddleware<HeadRequests>();
        app.UseRouting();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(_ => { });
        app.UseMiddleware<OriginCheck>();
        app.UseMiddleware<PageLimit>();
        app.UseRateLimiter();
        return app;
    }

    /// <summary>Every setting of the edge that does not fit, each as a sentence.</summary>
    internal static IEnumerable<Refusal> Faults(IConfiguration configuration, EdgeOptions options)
    {
        foreach (var fault in AllowedHostNames.Faults(configuration))
            yield return fault;
        if (options.MaxPages is < 1 or > 10_000)
            yield return new(
                "settings.value",
                ("setting", $"{EdgeOptions.Section}:{nameof(EdgeOptions.MaxPages)}"),
                ("expected", new Refusal("settings.range", ("low", "1"), ("high", "10,000"))),
                ("received", $"{options.MaxPages}")
            );
        if (options.MaxConnections is < 10 or > 100_000)
            yield return new(
                "settings.value",
                ("setting", $"{EdgeOptions.Section}:{nameof(EdgeOptions.MaxConnections)}"),
                ("expected", new Refusal("settings.range", ("low", "10"), ("high", "100,000"))),
                ("received", $"{options.MaxConnections}")
            );
        if (options.LowDiskBytes < 0)
            yield return new(
                "settings.value",
                ("setting", $"{EdgeOptions.Section}:{nameof(EdgeOptions.LowDiskBytes)}"),
                ("expected", new Refusal("settings.least", ("low", "0"))),
                ("received", $"{options.LowDiskBytes}")
            );
    }

    private static void Limit(KestrelServerOptions server, EdgeOptions edge)
    {
        server.AddServerHeader = false;
        // WebSockets are not among these: pages that are open go on whoever else knocks.
        server.Limits.MaxConcurrentConnections = edge.MaxConnections;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        server.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        server.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        server.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        server.Limits.MaxRequestBodySize = LargestBody;
    }
}
