using Microsoft.AspNetCore.Mvc;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>
/// Pictures by the SHA-256 of their bytes: <c>/media/{sha256}</c> (the file; its preview where no browser shows such a file, as HEIC and TIFF) and the small
/// preview <c>/media/{sha256}/thumb</c>, as the picture is stored. With
/// <see cref="StorageLayout.Upright"/> behind the SHA-256 previews are turned as the picture's EXIF orientation says. And what a worker drew for a page:
/// <c>/drawn/{id}</c>.
/// Each with the signature that <see cref="MediaKeys"/> made for the caller: <c>?for=</c>.
/// </summary>
public static class MediaEndpoints
{
    private const string Forever = "private, max-age=31536000, immutable";

    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapGroup("")
            .RequireAuthorization(Policies.View)
            .AddEndpointFilter(OfCallerAsync)
            .WithMetadata(new SkipStatusCodePagesAttribute(), new AcceptsTokensAttribute());
        group.MapGet("/media/{key}/thumb", Thumb);
        group.MapGet("/media/{key}", Picture);
        group.MapGet("/drawn/{key:guid}", Drawn);
        return routes;
    }

    // A name that no page showed to this caller is the name of nothing.
    private static async ValueTask<object?> OfCallerAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var request = call.HttpContext.Request;
        var services = call.HttpContext.RequestServices;
        var isSigned = services
            .GetRequiredService<MediaKeys>()
            .IsSigned(services.GetRequiredService<CurrentCaller>().Value, (string)request.RouteValues["key"]!, request.Query[MediaKeys.Query]);
        return isSigned ? await next(call) : Results.NotFound();
    }

    private static IResult Drawn(Guid key, HttpContext context, StorageLayout layout) =>
        new DrawnPictures(layout).Find(key) is { } file ? Send(context, File.OpenRead(file), "image/png") : Results.NotFound();

    private static async Task<IResult> Thumb(
        string key,
        HttpContext context,
        StorageLayout layout,
        CheckedArtifacts artifacts,
        CancellationToken cancellationToken
    )
    {
        if (Parse(key) is not var (sha256, isUpright))
            return Results.NotFound();
        return await Preview(sha256, isUpright, context, layout, cancellationToken)
            ?? await Original(sha256, context, artifacts, cancellationToken)
            ?? Results.NotFound();
    }

    private static async Task<IResult> Picture(
        string key,
        HttpContext context,
        StorageLayout layout,
        CheckedArtifacts artifacts,
        CancellationToken cancellationToken
    )
    {
        if (Parse(key) is not var (sha256, isUpright))
            return Results.NotFound();
        return await Original(sha256, context, artifacts, cancellationToken, isUpright)
            ?? await Preview(sha256, isUpright, context, layout, cancellationToken)
            ?? Results.NotFound();
    }

    private static (string Sha256, bool IsUpright)? Parse(string key)
    {
        var isUpright = key.EndsWith(StorageLayout.Upright, StringComparison.Ordinal);
        var sha256 = isUpright ? key[..^StorageLayout.Upright.Length] : key;
        return StorageLayout.IsSha256(sha256) ? (sha256, isUpright) : null;
    }

    // Null where there is none.
    private static async Task<IResult?> Preview(string sha256, bool isUpright, HttpContext context, StorageLayout layout, CancellationToken cancellationToken)
    {
        if (new FileInfo(layout.Thumb(sha256, isUpright)) is not { Exists: true } thumb)
            return null;
        var bytes = thumb.OpenRead();
        if (await ImageType.SniffAsync(bytes, cancellationToken) is { } type)
            return Send(context, bytes, type);
        await bytes.DisposeAsync();
        return null;
    }

    // Null where no browser shows such bytes, or none turns them as is asked for: WebP by its EXIF orientation.
    private static async Task<IResult?> Original(
        string sha256,
        HttpContext context,
        CheckedArtifacts artifacts,
        CancellationToken cancellationToken,
        bool isUpright = false
    )
    {
        var opened = await artifacts.OpenAsync(StorageFindings.Picture, sha256, cancellationToken);
        if (opened.Reason is { } refusal)
            return DownloadEndpoints.Refuse(context, refusal);
        var bytes = opened.Value!;
        if (await ImageType.SniffAsync(bytes, cancellationToken) is { } type && !(isUpright && type == "image/webp"))
            return Send(context, bytes, type);
        await bytes.DisposeAsync();
        return null;
    }

    // A picture is data, even where its bytes are also a page: nothing in it may run.
    private static IResult Send(HttpContext context, Stream bytes, string type)
    {
        context.Response.Headers.CacheControl = Forever;
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Stream(bytes, type);
    }
}
