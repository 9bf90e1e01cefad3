using Microsoft.AspNetCore.StaticAssets;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>Assets whose address carries their fingerprint never change: the browser keeps them for a year and asks no more. Others are asked about each time,
/// and answered with 304.</summary>
/// <remarks>
/// The assets' manifest knows fingerprints in names; this adds those in a query. What a build compressed is served as it is, with the manifest's headers,
/// because <c>appsettings.json</c> sets
/// <c>ReloadStaticAssetsAtRuntime</c> to false: else each request of a build's asset packs it anew, without compressing it, under <c>no-cache</c>.
/// </remarks>
internal static class AssetCaching
{
    /// <summary>Name of the query that carries a fingerprint.</summary>
    public const string Version = "v";

    public static void KeepVersions(this IEndpointConventionBuilder assets) =>
        assets.Add(endpoint =>
        {
            if (!endpoint.Metadata.OfType<StaticAssetDescriptor>().Any() || endpoint.RequestDelegate is not { } serve)
                return;
            endpoint.RequestDelegate = context =>
            {
                if (!context.Request.Query.ContainsKey(Version))
                    return serve(context);
                context.Response.OnStarting(() =>
                {
                    if (context.Response.StatusCode < 400)
                        context.Response.Headers.CacheControl = "max-age=31536000, immutable";
                    return Task.CompletedTask;
                });
                return serve(context);
            };
        });
}
