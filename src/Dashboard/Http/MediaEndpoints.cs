using Microsoft.AspNetCore.Mvc;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>Pictures by the SHA-256 of their bytes: <c>/media/{sha256}</c> and its small preview <c>/media/{sha256}/thumb</c>.</summary>
public static class MediaEndpoints
{
    private const string Forever = "private, max-age=31536000, immutable";

    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/media/{sha256}/thumb", Thumb).WithMetadata(new SkipStatusCodePagesAttribute());
        routes.MapGet("/media/{sha256}", Picture).WithMetadata(new SkipStatusCodePagesAttribute());
        return routes;
    }

    private static async Task<IResult> Thumb(string sha256, HttpContext context, StorageLayout layout, IArtifactStore store, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(sha256)) return Results.NotFound();
        var thumb = layout.Thumb(sha256);
        return File.Exists(thumb) ? Send(context, File.OpenRead(thumb), "image/webp") : await Picture(sha256, context, store, cancellationToken);
    }

    private static async Task<IResult> Picture(string sha256, HttpContext context, IArtifactStore store, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(sha256) || await store.OpenAsync(sha256, cancellationToken) is not { } bytes) return Results.NotFound();
        if (await ImageType.SniffAsync(bytes, cancellationToken) is { } type) return Send(context, bytes, type);
        await bytes.DisposeAsync();
        return Results.NotFound();
    }

    // A picture is data, even where its bytes are also a page: nothing in it may run.
    private static IResult Send(HttpContext context, Stream bytes, string type)
    {
        context.Response.Headers.CacheControl = Forever;
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Stream(bytes, type);
    }
}
