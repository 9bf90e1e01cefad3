using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using MlOpsDashboard.Dashboard.Http.Uploads;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>Takes pictures and zips from the browser beside the circuit, streaming: memory stays flat whatever the size.</summary>
/// <remarks><c>POST /uploads/ID</c>: multipart, any number of files, each named by its percent-encoded path; may be sent several times ·
/// <c>POST /uploads/ID/finish</c>: all are here · <c>DELETE /uploads/ID</c>: changed my mind. ID is a GUID that the page made up.
/// Only pages of this host may call: a foreign <c>Origin</c>, or none, is refused, and so is a call without the header that a plain form cannot send.</remarks>
public static class UploadEndpoints
{
    /// <summary>A header that no form of another site can send without asking first.</summary>
    public const string CallHeader = "X-Upload";

    private const int LongestBoundary = 100;
    private const int ListedRefusals = 100;

    /// <summary>What became of a batch of files.</summary>
    public sealed record UploadAnswer(int Files, long Bytes, IReadOnlyList<string> Refused);

    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section)
            .Validate(o => o.MaxUploadBytes > 0, "Expected Import:MaxUploadBytes to be above 0.")
            .Validate(o => o.MaxUploadFiles > 0, "Expected Import:MaxUploadFiles to be above 0.").ValidateOnStart();
        services.AddSingleton<UploadStore>();
        services.AddHostedService<UploadSweeper>();
        return services;
    }

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/uploads/{id:guid}").AddEndpointFilter(FromThisHostAsync);
        group.MapPost("", ReceiveAsync).DisableAntiforgery();
        group.MapPost("/finish", Finish).DisableAntiforgery();
        group.MapDelete("", Remove).DisableAntiforgery();
        return routes;
    }

    private static async Task<IResult> ReceiveAsync(Guid id, HttpContext context, UploadStore uploads, ILogger<UploadStore> logger)
    {
        if (BoundaryOf(context.Request) is not { } boundary) return Problem(StatusCodes.Status415UnsupportedMediaType, "Expected files as multipart/form-data.");
        var here = uploads.Measure(id);
        var left = uploads.Limits.MaxUploadBytes - here.Bytes;
        if (context.Request.ContentLength > left + MultipartOverhead(uploads.Limits)) return await TooLargeAsync(id, uploads);
        // The store counts the bytes itself; the server's own limit is made for forms.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        try
        {
            return await ReadAsync(id, boundary, here, left, context, uploads);
        }
        catch (UploadTooLargeException)
        {
            return await TooLargeAsync(id, uploads);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException or InvalidDataException)
        {
            // The connection was cut, the form is no form, or the disk is full: an import must not see half an upload.
            await Task.Run(() => uploads.Remove(id));
            if (context.RequestAborted.IsCancellationRequested) return Results.Empty;
            logger.LogWarning(e, "An upload ended early and was removed");
            return e is IOException and not BadHttpRequestException && !IsCut(e)
                ? Problem(StatusCodes.Status507InsufficientStorage, "The files could not be kept: the server's disk is full or cannot be written. Nothing was imported.")
                : Problem(StatusCodes.Status400BadRequest, "The upload was cut off. Nothing was imported; choose the files again.");
        }
    }

    private static async Task<IResult> ReadAsync(Guid id, string boundary, UploadSize here, long left, HttpContext context, UploadStore uploads)
    {
        var (files, bytes) = (0, 0L);
        var refused = new List<string>();
        var reader = new MultipartReader(boundary, context.Request.Body);
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (section.AsFileSection() is not { FileName.Length: > 0 } file) continue;
            if (here.Files + files >= uploads.Limits.MaxUploadFiles) throw new UploadTooLargeException();
            var written = await uploads.WriteAsync(id, Uri.UnescapeDataString(file.FileName), section.Body, left - bytes, context.RequestAborted);
            if (written.Refusal is { } refusal)
            {
                if (refused.Count < ListedRefusals) refused.Add(refusal);
                continue;
            }
            (files, bytes) = (files + 1, bytes + written.Value);
        }
        return Results.Ok(new UploadAnswer(files, bytes, refused));
    }

    private static IResult Finish(Guid id, UploadStore uploads)
    {
        var finished = uploads.Finish(id);
        return finished.Refusal is { } refusal ? Problem(StatusCodes.Status409Conflict, refusal) : Results.Ok(finished.Value);
    }

    private static async Task<IResult> Remove(Guid id, UploadStore uploads)
    {
        await Task.Run(() => uploads.Remove(id));
        return Results.NoContent();
    }

    private static async ValueTask<object?> FromThisHostAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var request = call.HttpContext.Request;
        var fromHere = request.Headers.Origin.ToString() is { Length: > 0 } origin && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == new Uri($"{request.Scheme}://{request.Host}").Authority;
        return fromHere && request.Headers.ContainsKey(CallHeader) ? await next(call) : Problem(StatusCodes.Status403Forbidden, "Only pages of this dashboard may send files.");
    }

    private static async Task<IResult> TooLargeAsync(Guid id, UploadStore uploads)
    {
        await Task.Run(() => uploads.Remove(id));
        var limits = uploads.Limits;
        return Problem(StatusCodes.Status413PayloadTooLarge, FormattableString.Invariant($"Expected at most {limits.MaxUploadBytes / 1e9:0.#} GB and {limits.MaxUploadFiles:N0} files in one upload. Nothing was imported; setting Import:MaxUploadBytes allows more."));
    }

    private static string? BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: > 0 and <= LongestBoundary } ? boundary : null;
    }

    private static long MultipartOverhead(UploadOptions limits) => 4_096L * limits.MaxUploadFiles;

    private static bool IsCut(Exception e) => e.Message.Contains("Unexpected end", StringComparison.Ordinal);

    private static IResult Problem(int status, string sentence) => Results.Json(new { sentence }, statusCode: status);
}
