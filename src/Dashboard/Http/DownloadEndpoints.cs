using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>Files that a person takes away: <c>/runs/{id}/files/{name}</c> <c>/models/{name}/versions/{n}/model.keras</c>, its <c>card.md</c>, and both models as
/// <c>model.onnx</c>; <c>/datasets/{id}/versions/{n}/{format}.zip</c>.</summary>
/// <remarks>Only names that the run's own list holds are answered: a name of the URL is compared, never used as a path.</remarks>
public static class DownloadEndpoints
{
    public static IEndpointRouteBuilder MapDownloads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").RequireAuthorization(Policies.View).WithMetadata(new SkipStatusCodePagesAttribute(), new AcceptsTokensAttribute());
        group.MapGet("/runs/{id:guid}/files/{name}", RunFileAsync);
        group.MapGet("/models/{name}/versions/{number:int}/model.keras", ModelAsync);
        group.MapGet("/models/{name}/versions/{number:int}/card.md", CardAsync);
        group.MapGet("/runs/{id:guid}/model.onnx", RunOnnxAsync);
        group.MapGet("/models/{name}/versions/{number:int}/model.onnx", ModelOnnxAsync);
        group.MapGet("/datasets/{id:guid}/versions/{number:int}/{format}.zip", DatasetAsync);
        return routes;
    }

    private static async Task<IResult> RunFileAsync(
        Guid id,
        string name,
        HttpContext context,
        ISender sender,
        StorageLayout layout,
        CheckedArtifacts artifacts,
        CancellationToken cancellationToken
    )
    {
        var run = await sender.Send(new GetRun(new RunId(id)), cancellationToken);
        if (run?.Files.FirstOrDefault(f => f.Name == name) is not { } file)
            return Results.NotFound();
        var path = Path.Combine(layout.Run(run.Row.Id), Path.GetFileName(file.Name));
        var fileName = $"run-{run.Row.Number.ToString(CultureInfo.InvariantCulture)}-{file.Name}";
        if (file.Sha256 is { } sha256)
            return await SendArtifactAsync(context, artifacts, sha256, fileName, cancellationToken);
        return Send(context, File.Exists(path) ? File.OpenRead(path) : null, fileName, null);
    }

    private static async Task<IResult> ModelAsync(
        string name,
        int number,
        HttpContext context,
        ISender sender,
        CheckedArtifacts artifacts,
        CancellationToken cancellationToken
    )
    {
        if (await sender.Send(new GetModelVersion(name, number), cancellationToken) is not { } version)
            return Results.NotFound();
        return await SendArtifactAsync(
            context,
            artifacts,
            version.Version.Artifact,
            $"{version.ModelName}-v{number.ToString(CultureInfo.InvariantCulture)}.keras",
            cancellationToken
        );
    }

    private static async Task<IResult> CardAsync(string name, int number, HttpContext context, ISender sender, CancellationToken cancellationToken)
    {
        if (await sender.Send(new GetModelCard(name, number), cancellationToken) is not { } card)
            return Results.NotFound();
        var fileName = $"{card.Model}-v{number.ToString(CultureInfo.InvariantCulture)}.md";
        return Send(context, new MemoryStream(Encoding.UTF8.GetBytes(ModelCardMarkdown.Write(card))), fileName, null);
    }

    // Of texts, ?tokenizer=inside is the file whose input is text.
    private const string Inside = "inside";

    private static async Task<IResult> RunOnnxAsync(Guid id, string? tokenizer, HttpContext context, ISender sender, CancellationToken cancellationToken)
    {
        if (await sender.Send(new GetRun(new RunId(id)), cancellationToken) is not { } run)
            return Results.NotFound();
        var made = await sender.Send(new ExportRunAsOnnx(run.Row.Id, tokenizer == Inside), cancellationToken);
        return SendOnnx(context, made, $"run-{run.Row.Number.ToString(CultureInfo.InvariantCulture)}{Text(tokenizer)}.onnx");
    }

    private static async Task<IResult> ModelOnnxAsync(
        string name,
        int number,
        string? tokenizer,
        HttpContext context,
        ISender sender,
        CancellationToken cancellationToken
    )
    {
        if (await sender.Send(new GetModelVersion(name, number), cancellationToken) is not { } version)
            return Results.NotFound();
        var made = await sender.Send(new ExportVersionAsOnnx(version.Version.Id, tokenizer == Inside), cancellationToken);
        return SendOnnx(context, made, $"{version.ModelName}-v{number.ToString(CultureInfo.InvariantCulture)}{Text(tokenizer)}.onnx");
    }

    private static string Text(string? tokenizer) => tokenizer == Inside ? ".text" : "";

    private static async Task<IResult> DatasetAsync(
        Guid id,
        int number,
        string format,
        HttpContext context,
        ISender sender,
        CancellationToken cancellationToken
    )
    {
        if (
            await sender.Send(new GetDataset(new DatasetId(id), number), cancellationToken) is not { } details
            || !DatasetPages.Exports(details.Kind).ContainsKey(format)
        )
            return Results.NotFound();
        var made = await sender.Send(new ExportDataset(details.Version.Id, format), cancellationToken);
        return made.Reason is { } refusal
            ? Problems.Of(refusal)
            : Send(context, OpenOnce(made.Value!), $"{details.Name}-v{number.ToString(CultureInfo.InvariantCulture)}-{format}.zip", null);
    }

    // Gone once it is sent.
    private static FileStream OpenOnce(string file) => new(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose });

    private static IResult SendOnnx(HttpContext context, Outcome<string> made, string fileName) =>
        made.Reason is { } refusal ? Problems.Of(refusal) : Send(context, File.OpenRead(made.Value!), fileName, null);

    private static async Task<IResult> SendArtifactAsync(
        HttpContext context,
        CheckedArtifacts artifacts,
        string sha256,
        string fileName,
        CancellationToken cancellationToken
    )
    {
        var opened = await artifacts.OpenAsync(StorageFindings.Artifact, sha256, cancellationToken);
        return opened.Reason is { } refusal ? Refuse(context, refusal) : Send(context, opened.Value!, fileName, sha256);
    }

    /// <summary>The answer for what is missing or damaged: nobody keeps it.</summary>
    internal static IResult Refuse(HttpContext context, Refusal refusal)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Problem(
            refusal.Sentence,
            statusCode: refusal.Kind == RefusalKind.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable
        );
    }

    // Always as a download: whatever the bytes are, no page of this host shows them.
    private static IResult Send(HttpContext context, Stream? bytes, string fileName, string? sha256)
    {
        if (bytes is null)
            return Results.Problem(new Refusal(RefusalKind.NotFound, "http.file.deleted").Sentence, statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "private, no-cache";
        var tag = sha256 is null ? null : new EntityTagHeaderValue($"\"{sha256}\"");
        return Results.File(bytes, "application/octet-stream", fileName, entityTag: tag, enableRangeProcessing: bytes.CanSeek);
    }
}
