using Microsoft.AspNetCore.Mvc;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>Pictures by the SHA-256 of their bytes: <c>/media/{sha256}</c> and its small preview <c>/media/{sha256}/thumb</c>; and what a worker drew for a page: <c>/drawn/{id}</c>.</summary>
public static class MediaEndpoints
{
    private const string Forever = "private, max-age=31536000, immutable";

    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/media/{sha256}/thumb", Thumb).WithMetadata(new SkipStatusCodePagesAttribute());
        routes.MapGet("/media/{sha256}", Picture).WithMetadata(new SkipStatusCodePagesAttribute());
        routes.MapGet("/drawn/{id:guid}", Drawn).WithMetadata(new SkipStatusCodePagesAttribute());
        return routes;
    }

    private static IResult Drawn(Guid id, HttpContext context, StorageLayout layout) =>
        new DrawnPictures(layout).Find(id) is { } file ? Send(context, File.OpenRead(file), "image/png") : Results.NotFound();

    private static async Task<IResult> Thumb(string sha256, HttpContext context, StorageLayout layout, CheckedArtifacts artifacts, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(sha256)) return Results.NotFound();
        if (new FileInfo(layout.Thumb(sha256)) is { Exists: true } thumb)
        {
            var bytes = thumb.OpenRead();
            if (await ImageType.SniffAsync(bytes, cancellationToken) is { } type) return Send(context, bytes, type);
            await bytes.DisposeAsync();
        }
        return await Picture(sha256, context, artifacts, cancellationToken);
    }

    private static async Task<IResult> Picture(string sha256, HttpContext context, CheckedArtifacts artifacts, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(sha256)) return Results.NotFound();
        var opened = await artifacts.OpenAsync(StorageFindings.Picture, sha256, cancellationToken);
        if (opened.Reason is { } refusal) return DownloadEndpoints.Refuse(context, refusal);
        var bytes = opened.Value!;
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
