using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Pictures and downloads over real HTTP on loopback.</summary>
public sealed class DownloadTests : IAsyncLifetime
{
    private static readonly byte[] PngBytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4, 5],
        PageBytes = [.. "<html><script>alert(1)</script>"u8];
    private static readonly string Png = Convert.ToHexStringLower(SHA256.HashData(PngBytes)),
        Page = Convert.ToHexStringLower(SHA256.HashData(PageBytes));
    private readonly StorageFindings findings = new(TimeProvider.System);
    private readonly string root = Directory.CreateTempSubdirectory("mlops-downloads").FullName;
    private readonly FakeSender sender = new();
    private WebApplication app = default!;
    private HttpClient client = default!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var layout = new StorageLayout(root);
        builder
            .Services.AddSingleton<ISender>(sender)
            .AddSingleton(layout)
            .AddSingleton<IArtifactStore>(new FolderStore(layout))
            .AddSingleton(findings)
            .AddSingleton<CheckedArtifacts>()
            .AddCallers(builder.Configuration);
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseMiddleware<SecurityHeaders>();
        app.UseCallers();
        app.MapMedia();
        app.MapDownloads();
        await app.StartAsync(TestContext.Current.CancellationToken);
        client = new() { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        Write(layout.Blob(Png), PngBytes);
        Write(layout.Blob(Page), PageBytes);
    }

    [Fact]
    public async Task Picture_IsSentAsWhatItIs_AndCannotRunAnything()
    {
        var answer = await Get($"/media/{Png}");
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; sandbox", Header(answer, "Content-Security-Policy"));
        Assert.Contains("immutable", Header(answer, "Cache-Control"));
    }

    [Fact]
    public async Task Picture_ThatIsAPage_IsNotSent() => Assert.Equal(HttpStatusCode.NotFound, (await Get($"/media/{Page}")).StatusCode);

    [Theory]
    [InlineData("/media/..%2f..%2fetc%2fpasswd")]
    [InlineData("/media/AAAA")]
    [InlineData("/media/AAAA/thumb")]
    public async Task Picture_OfNoHash_IsNotFound(string path) => Assert.Equal(HttpStatusCode.NotFound, (await Get(path)).StatusCode);

    [Fact]
    public async Task Thumb_WithoutOne_IsThePicture() => Assert.Equal("image/png", (await Get($"/media/{Png}/thumb")).Content.Headers.ContentType?.MediaType);

    [Fact]
    public async Task Thumb_ThatIsNoPictureAnyMore_IsThePicture()
    {
        Write(new StorageLayout(root).Thumb(Png), "zeros"u8.ToArray());
        Assert.Equal("image/png", (await Get($"/media/{Png}/thumb")).Content.Headers.ContentType?.MediaType);
    }

    /// <summary>A turned picture has an address of its own: its preview is the turned one, the file is the file.</summary>
    [Fact]
    public async Task Upright_HasItsOwnPreview()
    {
        var layout = new StorageLayout(root);
        byte[] stored = [0xFF, 0xD8, 0xFF, 1],
            upright = [0xFF, 0xD8, 0xFF, 2];
        Write(layout.Thumb(Png), stored);
        Write(layout.Thumb(Png, isUpright: true), upright);
        Assert.Equal(stored, await (await Get($"/media/{Png}/thumb")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(upright, await (await Get($"/media/{Png}.upright/thumb")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PngBytes, await (await Get($"/media/{Png}.upright")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/media/{Png}.other/thumb")).StatusCode);
    }

    /// <summary>Of a file that no browser shows (HEIC, TIFF) the preview stands in.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(".upright")]
    public async Task PictureThatNoBrowserShows_IsItsPreview(string how)
    {
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0],
            preview = [0xFF, 0xD8, 0xFF, 9];
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(tiff));
        var layout = new StorageLayout(root);
        Write(layout.Blob(sha256), tiff);
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/media/{sha256}{how}")).StatusCode);
        Write(layout.Thumb(sha256, how.Length > 0), preview);
        var answer = await Get($"/media/{sha256}{how}");
        Assert.Equal(preview, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task WebP_WhichNoBrowserTurns_IsItsPreview_WhereItIsTurned()
    {
        byte[] webp = [.. "RIFF"u8, 9, 0, 0, 0, .. "WEBP"u8, 1],
            preview = [0xFF, 0xD8, 0xFF, 9];
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(webp));
        var layout = new StorageLayout(root);
        Write(layout.Blob(sha256), webp);
        Write(layout.Thumb(sha256, isUpright: true), preview);
        Assert.Equal(webp, await (await Get($"/media/{sha256}")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(preview, await (await Get($"/media/{sha256}.upright")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("ftypavif\0\0\0\0avifmif1", "image/avif")]
    [InlineData("ftypmif1\0\0\0\0mif1avif", "image/avif")]
    [InlineData("ftypheic\0\0\0\0mif1heic", null)]
    [InlineData("ftypisom\0\0\0\0mp41avc1", null)]
    public void Avif_IsToldFromHeicAndVideos(string box, string? type) =>
        Assert.Equal(type, ImageType.Sniff([0, 0, 0, 24, .. System.Text.Encoding.Latin1.GetBytes(box)]));

    [Fact]
    public async Task Picture_ThatWasChangedOnTheDisk_IsNotSent_AndIsAFinding()
    {
        Write(new StorageLayout(root).Blob(Png), [.. PngBytes, 6]);
        var answer = await Get($"/media/{Png}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Contains("is damaged", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((StorageFindings.Picture, Png), (Assert.Single(findings.All).Kind, findings.All[0].Name));
    }

    [Theory]
    [InlineData(false, HttpStatusCode.ServiceUnavailable, "is damaged")]
    [InlineData(true, HttpStatusCode.NotFound, "is missing")]
    public async Task RunFile_ThatWasChangedOrDeletedOnTheDisk_IsNotSent_AndIsAFinding(bool deleted, HttpStatusCode status, string why)
    {
        var blob = new StorageLayout(root).Blob(Png);
        sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1)) with { Files = [new("best.keras", PngBytes.Length, Png, "")] });
        Assert.Equal($"\"{Png}\"", Header(await Get($"/runs/{Samples.Id(1)}/files/best.keras"), "ETag"));
        Assert.Empty(findings.All);

        if (deleted)
            File.Delete(blob);
        else
            Write(blob, [.. PngBytes[..^1], 6]);
        var answer = await Get($"/runs/{Samples.Id(1)}/files/best.keras");
        Assert.Equal(status, answer.StatusCode);
        Assert.Null(answer.Headers.ETag);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((StorageFindings.Artifact, Png), (Assert.Single(findings.All).Kind, findings.All[0].Name));
    }

    [Fact]
    public async Task RunOnnx_OnceMade_IsADownload_AndARefusalSaysWhy()
    {
        var file = Path.Combine(root, "made.onnx");
        Write(file, [8, 8]);
        sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1)));
        sender.On<ExportRunAsOnnx, Outcome<string>>(_ => file);
        var answer = await Get($"/runs/{Samples.Id(1)}/model.onnx");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("default-src 'none'; sandbox", Header(answer, "Content-Security-Policy"));
        Assert.Equal([8, 8], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        sender.On<ExportRunAsOnnx, Outcome<string>>(_ => Outcome<string>.Refused(Refusal.OfSentence("Layer words has no meaning there.")));
        answer = await Get($"/runs/{Samples.Id(1)}/model.onnx");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "Layer words has no meaning there.",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("?tokenizer=inside", true, "run-1.text.onnx")]
    [InlineData("?tokenizer=beside", false, "run-1.onnx")]
    [InlineData("", false, "run-1.onnx")]
    public async Task RunOnnx_HasItsTokenizerInside_WhereThatIsAsked(string query, bool inside, string name)
    {
        var file = Path.Combine(root, "made.onnx");
        Write(file, [8, 8]);
        sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1)));
        ExportRunAsOnnx? asked = null;
        sender.On<ExportRunAsOnnx, Outcome<string>>(request =>
        {
            asked = request;
            return file;
        });
        var answer = await Get($"/runs/{Samples.Id(1)}/model.onnx{query}");
        Assert.Equal(inside, asked?.TokenizerInside);
        Assert.Contains(name, answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatasetArchive_IsADownload_AndNothingStaysBehind()
    {
        var file = Path.Combine(root, "made.zip");
        Write(file, [8, 8]);
        sender.On<GetDataset, DatasetDetails?>(_ => Boxes("boxes"));
        sender.On<ExportDataset, Outcome<string>>(_ => file);
        var answer = await Get($"/datasets/{Guid.Empty:N}/versions/2/coco.zip");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("scenes-v2-coco.zip", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal([8, 8], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, sender.SentOf<GetDataset>().Single().Number);
        Assert.Equal("coco", sender.SentOf<ExportDataset>().Single().Format);
        Assert.False(File.Exists(file));

        sender.On<ExportDataset, Outcome<string>>(_ => Outcome<string>.Refused(Refusal.OfSentence("The disk is full.")));
        answer = await Get($"/datasets/{Guid.Empty:N}/versions/2/voc.zip");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The disk is full.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boxes", "csv")]
    [InlineData("boxes", "--help")]
    [InlineData("class", "coco")]
    public async Task DatasetArchive_OfAFormatThatItsKindHasNot_IsNotFound(string kind, string format)
    {
        sender.On<GetDataset, DatasetDetails?>(_ => Boxes(kind));
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/datasets/{Guid.Empty:N}/versions/2/{format}.zip")).StatusCode);
        Assert.Empty(sender.SentOf<ExportDataset>());
    }

    [Fact]
    public async Task RunFile_OnTheList_IsADownload()
    {
        Write(Path.Combine(new StorageLayout(root).Run(Samples.Id(1)), "history.json"), "{}"u8.ToArray());
        sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1)) with { Files = [new("history.json", 2, null, "")] });
        var answer = await Get($"/runs/{Samples.Id(1)}/files/history.json");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("run-1-history.json", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("secret.txt")]
    [InlineData("..%2Fsecret.txt")]
    public async Task RunFile_NotOnTheList_IsNotFound(string name)
    {
        Write(Path.Combine(root, "runs", "secret.txt"), "s"u8.ToArray());
        Write(Path.Combine(new StorageLayout(root).Run(Samples.Id(1)), "secret.txt"), "s"u8.ToArray());
        sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1)));
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/runs/{Samples.Id(1)}/files/{name}")).StatusCode);
    }

    [Fact]
    public async Task EveryAnswer_CarriesAStrictPolicy()
    {
        var policy = Header(await Get("/nothing"), "Content-Security-Policy");
        Assert.Contains("script-src 'self'", policy);
        Assert.DoesNotContain("http://*", policy);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    // As the local owner's page would ask.
    private Task<HttpResponseMessage> Get(string path)
    {
        var signed = path.StartsWith("/media/", StringComparison.Ordinal)
            ? $"{path}?{MediaKeys.Query}={app.Services.GetRequiredService<MediaKeys>().Sign(Caller.LocalOwner, Uri.UnescapeDataString(path.Split('/')[2]))}"
            : path;
        return client.GetAsync(new Uri(signed, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static DatasetDetails Boxes(string kind)
    {
        var version = new DatasetVersionInfo(new(Guid.Empty), 2, "", 3, 2, 9, "", Samples.Now, 0);
        return new(new(Guid.Empty), "scenes", null, false, version, [version], [], [], 0, 0, new(3, [], [], 9)) { Kind = kind };
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private sealed class FolderStore(StorageLayout layout) : IArtifactStore
    {
        public Task<string> PutFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken) =>
            Task.FromResult<Stream?>(File.Exists(layout.Blob(sha256)) ? File.OpenRead(layout.Blob(sha256)) : null);

        public Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
