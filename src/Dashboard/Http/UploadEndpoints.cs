using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http.Uploads;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>Takes pictures and zips from the browser beside the circuit, streaming: memory stays flat whatever the size.</summary>
/// <remarks><c>POST /uploads/ID</c>: multipart, any number of files, each named by its percent-encoded path; may be sent several times ·
/// <c>POST /uploads/ID/finish</c>: all are here · <c>DELETE /uploads/ID</c>: changed my mind. ID is a GUID that the page made up; it belongs to the user who
/// used it first.
/// A call without the header that a plain form cannot send is refused, unless it shows a token.</remarks>
public static class UploadEndpoints
{
    /// <summary>A header that no form of another site can send without asking first.</summary>
    public const string CallHeader = "X-Upload";

    private const int LongestBoundary = 100;
    private const int ListedRefusals = 100;

    /// <summary>What became of a batch of files.</summary>
    public sealed record UploadAnswer(int Files, long Bytes, IReadOnlyList<string> Refused);

    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UploadOptions>().Bind(configuration.GetSection(UploadOptions.Section));
        services.AddSingleton<UploadStore>();
        services.AddHostedService<UploadSweeper>();
        return services;
    }

    /// <summary>Every setting of uploads that does not fit, each as a refusal.</summary>
    internal static IEnumerable<Refusal> Faults(UploadOptions options)
    {
        if (options.MaxUploadBytes <= 0)
            yield return new(
                "settings.value",
                ("setting", $"{UploadOptions.Section}:{nameof(UploadOptions.MaxUploadBytes)}"),
                ("expected", new Refusal("settings.above", ("low", "0"))),
                ("received", $"{options.MaxUploadBytes}")
            );
        if (options.MaxUploadFiles <= 0)
            yield return new(
                "settings.value",
                ("setting", $"{UploadOptions.Section}:{nameof(UploadOptions.MaxUploadFiles)}"),
                ("expected", new Refusal("settings.above", ("low", "0"))),
                ("received", $"{options.MaxUploadFiles}")
            );
    }

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes)
    {
        // Their status is the answer, never a page.
        var group = routes
            .MapGroup("/uploads/{id:guid}")
            .RequireAuthorization(Policies.Contribute)
            .AddEndpointFilter(WithHeaderAsync)
            .AddEndpointFilter(OfCallerAsync)
            .WithMetadata(new SkipStatusCodePagesAttribute(), new AcceptsTokensAttribute());
        group.MapPost("", ReceiveAsync).DisableAntiforgery();
        group.MapPost("/finish", Finish).DisableAntiforgery();
        group.MapDelete("", Remove).DisableAntiforgery();
        return routes;
    }

    private static async Task<IResult> ReceiveAsync(Guid id, HttpContext context, UploadStore uploads, ILogger<UploadStore> logger)
    {
        if (BoundaryOf(context.Request) is not { } boundary)
            return Problems.Of(new(RefusalKind.Invalid, "upload.notMultipart"), StatusCodes.Status415UnsupportedMediaType);
        // The store counts the bytes itself; the server's own limit is made for forms.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var account = uploads.AccountOf(id);
        try
        {
            return Results.Ok(await ReadAsync(id, account, boundary, context, uploads));
        }
        catch (Exception e) when (e is UploadRefusedException or IOException or OperationCanceledException or InvalidDataException)
        {
            // An import must not see half an upload.
            await Task.Run(() => uploads.Remove(id, account));
            if (context.RequestAborted.IsCancellationRequested)
                return Results.Empty;
            var (reason, status) = Reason(e);
            logger.LogWarning(e, "An upload ended early and was removed");
            return Problems.Of(reason, status);
        }
    }

    private static async Task<UploadAnswer> ReadAsync(Guid id, UploadAccount account, string boundary, HttpContext context, UploadStore uploads)
    {
        account.BeginRequest((context.Request.ContentLength ?? 0) - MultipartOverhead(uploads.Limits));
        try
        {
            var (files, bytes) = (0, 0L);
            var refused = new List<string>();
            var reader = new MultipartReader(boundary, context.Request.Body);
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (section.AsFileSection() is not { FileName.Length: > 0 } file)
                    continue;
                var written = await uploads.WriteAsync(id, account, Uri.UnescapeDataString(file.FileName), section.Body, context.RequestAborted);
                if (written.Refusal is not { } refusal)
                    (files, bytes) = (files + 1, bytes + written.Value);
                else if (refused.Count < ListedRefusals)
                    refused.Add(refusal);
            }
            return new(files, bytes, refused);
        }
        finally
        {
            account.EndRequest();
        }
    }

    // What the connection did: what the disk did, the store has said already.
    private static (Refusal, int Status) Reason(Exception e)
    {
        var reason = e switch
        {
            UploadRefusedException refused => refused.Reason,
            // A part that says it is larger than a number can be.
            IOException { InnerException: OverflowException } or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Refusal(
                RefusalKind.TooLarge,
                "http.body.tooLarge"
            ),
            _ => new Refusal(RefusalKind.Invalid, "upload.cut"),
        };
        return (reason, e is BadHttpRequestException bad ? bad.StatusCode : Problems.StatusOf(reason));
    }

    private static IResult Finish(Guid id, UploadStore uploads)
    {
        var finished = uploads.Finish(id);
        return finished.Reason is { } refusal ? Problems.Of(refusal) : Results.Ok(finished.Value);
    }

    private static async Task<IResult> Remove(Guid id, UploadStore uploads)
    {
        await Task.Run(() => uploads.Remove(id));
        return Results.NoContent();
    }

    private static async ValueTask<object?> WithHeaderAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Request.Headers.ContainsKey(CallHeader) || AcceptsTokensAttribute.Applies(call.HttpContext)
            ? await next(call)
            : Problems.Of(new(RefusalKind.Forbidden, "upload.header"));

    // An upload is its beginner's: to others it does not exist.
    private static async ValueTask<object?> OfCallerAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var services = call.HttpContext.RequestServices;
        var (id, caller) = (Guid.Parse((string)call.HttpContext.Request.RouteValues["id"]!), services.GetRequiredService<CurrentCaller>().Value);
        return services.GetRequiredService<UploadStore>().IsOf(id, caller.User) ? await next(call) : Problems.Of(new(RefusalKind.NotFound, "upload.missing"));
    }

    private static string? BoundaryOf(HttpRequest request)
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: > 0 and <= LongestBoundary } ? boundary : null;
    }

    private static long MultipartOverhead(UploadOptions limits) => 4_096L * limits.MaxUploadFiles;
}
