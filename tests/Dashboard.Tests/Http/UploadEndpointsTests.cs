using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http;
using MlOpsDashboard.Dashboard.Http.Edge;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Against a real server on the loopback, since a cut connection is one of the cases.</summary>
public sealed class UploadEndpointsTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("mlops-uploads-").FullName;
    private readonly Guid id = Guid.NewGuid();
    private WebApplication app = default!;
    private HttpClient http = default!;

    private UploadStore Uploads => app.Services.GetRequiredService<UploadStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Import:MaxUploadBytes"] = "100000", ["Import:MaxUploadFiles"] = "5" });
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton(new StorageLayout(root))
            .AddUploads(builder.Configuration)
            .AddEdge(builder.Configuration)
            .AddCallers(builder.Configuration);
        builder.Services.AddSingleton<ISender>(new FakeSender().On<ListUploadsInUse, IReadOnlyList<string>>(_ => []));
        app = builder.Build();
        app.UseEdge();
        app.UseCallers();
        app.MapUploads();
        await app.StartAsync(Cancellation);
        http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        http.DefaultRequestHeaders.Add("Origin", app.Urls.Single());
        http.DefaultRequestHeaders.Add(UploadEndpoints.CallHeader, "1");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Receive_SeveralBatches_ThenFinish_LeavesTheFilesInTheirFolders()
    {
        await SendAsync(("cats/1.png", "one"), ("cats/2.png", "two"));
        Assert.False(Directory.Exists(Uploads.Complete(id)));
        await SendAsync(("dogs/größe ü.png", "three"));
        var finished = await http.PostAsync($"/uploads/{id}/finish", null, Cancellation);

        Assert.Equal(new UploadSize(3, 11), await finished.Content.ReadFromJsonAsync<UploadSize>(Cancellation));
        // The answer was lost on its way: asked again, it is the same.
        Assert.Equal(
            new UploadSize(3, 11),
            await (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).Content.ReadFromJsonAsync<UploadSize>(Cancellation)
        );
        Assert.Equal("three", await File.ReadAllTextAsync(Path.Combine(Uploads.Complete(id), "dogs", "größe ü.png"), Cancellation));
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(Uploads.Complete(id), "cats", "2.png"), Cancellation));
        Assert.False(Directory.Exists(Uploads.Incoming(id)));
    }

    [Theory]
    [InlineData("../outside.png")]
    [InlineData("a/../../outside.png")]
    [InlineData("/outside.png")]
    [InlineData("..\\outside.png")]
    [InlineData("a/./b.png")]
    [InlineData("a//b.png")]
    [InlineData("bad\u0001name.png")]
    [InlineData("nul\0.png")]
    public async Task Receive_APathTrick_IsRefusedByName_AndTheRestIsKept(string name)
    {
        var answer = await SendAsync((name, "bad"), ("good/1.png", "good"));

        Assert.Equal(1, answer.Files);
        Assert.StartsWith("Expected ", Assert.Single(answer.Refused));
        Assert.Equal(
            "1.png",
            Path.GetFileName(
                Assert.Single(Directory.GetFiles(root, "*", SearchOption.AllDirectories), file => !file.Contains("/keys/", StringComparison.Ordinal))
            )
        );
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(root)!, "outside.png"));
    }

    [Fact]
    public async Task Receive_TheSameNameTwice_IsRefusedForTheSecond()
    {
        var answer = await SendAsync(("a/1.png", "one"), ("a/1.png", "two"), ("a/1.png/x.png", "three"));
        Assert.Equal(1, answer.Files);
        Assert.Equal(2, answer.Refused.Count);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(Uploads.Incoming(id), "a", "1.png"), Cancellation));
    }

    [Fact]
    public async Task Receive_MoreBytesThanAllowed_IsRefusedAndLeavesNothing()
    {
        await SendAsync(("a/1.png", new string('x', 60_000)));
        var answer = await http.PostAsync($"/uploads/{id}", Form(("a/2.png", new string('x', 60_000))), Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("Import:MaxUploadBytes", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.False(Directory.Exists(Uploads.Incoming(id)));
    }

    [Fact]
    public async Task Receive_MoreFilesThanAllowed_IsRefusedAndLeavesNothing()
    {
        var answer = await http.PostAsync($"/uploads/{id}", Form([.. Enumerable.Range(0, 6).Select(i => ($"a/{i}.png", "x"))]), Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.False(Directory.Exists(Uploads.Incoming(id)));
    }

    [Theory]
    [InlineData("http://evil.example", true)]
    [InlineData("null", true)]
    [InlineData(null, true)]
    [InlineData("same", false)]
    public async Task Receive_FromElsewhere_IsForbidden(string? origin, bool withHeader)
    {
        using var stranger = new HttpClient { BaseAddress = http.BaseAddress };
        if (origin is not null)
            stranger.DefaultRequestHeaders.Add("Origin", origin == "same" ? app.Urls.Single() : origin);
        if (withHeader)
            stranger.DefaultRequestHeaders.Add(UploadEndpoints.CallHeader, "1");

        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostAsync($"/uploads/{id}", Form(("a/1.png", "x")), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.DeleteAsync($"/uploads/{id}", Cancellation)).StatusCode);
        Assert.False(Directory.Exists(Uploads.Incoming(id)));
    }

    [Fact]
    public async Task Receive_NoForm_IsRefused()
    {
        var answer = await http.PostAsync($"/uploads/{id}", new StringContent("x"), Cancellation);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Receive_CutConnection_LeavesNothing()
    {
        var uri = new Uri(app.Urls.Single());
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(uri.Host, uri.Port, Cancellation);
            var head =
                $"POST /uploads/{id} HTTP/1.1\r\nHost: {uri.Authority}\r\nOrigin: {app.Urls.Single()}\r\nX-Upload: 1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 50000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%2F1.png\"\r\n\r\n"
                + new string('x', 20_000);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            await EventuallyAsync(() => Directory.Exists(Uploads.Incoming(id)));
            socket.Client.LingerState = new LingerOption(true, 0);
        }
        await EventuallyAsync(() => !Directory.Exists(Uploads.Incoming(id)));
    }

    [Fact]
    public async Task Remove_OfAnUnfinishedUpload_LeavesNothing_AndAFinishedOneStays()
    {
        await SendAsync(("a/1.png", "x"));
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/uploads/{id}", Cancellation)).StatusCode);
        Assert.False(Directory.Exists(Uploads.Incoming(id)));

        await SendAsync(("a/1.png", "x"));
        (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).EnsureSuccessStatusCode();
        await http.DeleteAsync($"/uploads/{id}", Cancellation);
        Assert.True(Directory.Exists(Uploads.Complete(id)));
    }

    // Each of the two fits by itself; together they do not.
    [Fact]
    public async Task Receive_PartsSideBySide_NeverExceedTheLimitTogether()
    {
        var (first, second) = (new Held("a/1.png", 60_000), new Held("a/2.png", 60_000));
        var answers = new[] { first, second }.Select(part => http.PostAsync($"/uploads/{id}", part.Form, Cancellation)).ToList();
        await EventuallyAsync(() =>
            Directory.Exists(Uploads.Incoming(id)) && Directory.GetFiles(Uploads.Incoming(id), "*", SearchOption.AllDirectories).Length == 2
        );
        first.Release();
        second.Release();

        var statuses = (await Task.WhenAll(answers)).Select(a => a.StatusCode).ToList();
        Assert.Contains(HttpStatusCode.RequestEntityTooLarge, statuses);
        // Whoever was faster was whole before the other broke the limit; then the upload is gone all the same.
        Assert.All(statuses, s => Assert.True(s is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.Conflict or HttpStatusCode.OK, $"{s}"));
        await EventuallyAsync(() => !Directory.Exists(Uploads.Incoming(id)));
        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Finish_WhileAPartIsReceived_IsRefused()
    {
        var part = new Held("a/1.png", 1_000);
        var answer = http.PostAsync($"/uploads/{id}", part.Form, Cancellation);
        await EventuallyAsync(() => Directory.Exists(Uploads.Incoming(id)));

        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).StatusCode);
        part.Release();
        (await answer).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n", 413, "http.body.tooLarge")]
    [InlineData("FFFFFFF\r\n", 413, "upload.tooLarge")]
    [InlineData("zz\r\n", 400, "upload.cut")]
    public async Task Receive_ABadChunk_SaysWhatItIs_AndNeverThatTheDiskIsFull(string chunk, int status, string code)
    {
        var filler = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%2F1.png\"\r\n\r\n" + new string('x', 2_000);
        var answer = await RawAsync(
            $"POST /uploads/{id} HTTP/1.1\r\nHost: {new Uri(app.Urls.Single()).Authority}\r\nOrigin: {app.Urls.Single()}\r\nX-Upload: 1\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
                + $"{filler.Length:X}\r\n{filler}\r\n{chunk}"
                + new string('y', 200_000)
        );
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(code, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("disk", answer, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(Uploads.Incoming(id)));
    }

    [Fact]
    public async Task Receive_OnAFullDisk_SaysSo()
    {
        // A folder that can't be written stands for the disk's other faults: the sentence is another one.
        Directory.CreateDirectory(root);
        await File.WriteAllTextAsync(Path.Combine(root, "uploads"), "a file in the folder's place", Cancellation);
        var answer = await http.PostAsync($"/uploads/{id}", Form(("a/1.png", "x")), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("upload.notKept", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.True(DiskFull.Is(new IOException("full", 28)));
        Assert.False(DiskFull.Is(new IOException("cut")));
        File.Delete(Path.Combine(root, "uploads"));
    }

    [Fact]
    public async Task Finish_WithoutAFile_IsRefused() =>
        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).StatusCode);

    [Fact]
    public async Task Sweep_RemovesOnlyWhatWasCutShortLongAgo()
    {
        await SendAsync(("a/1.png", "x"));
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(0, Uploads.Sweep(now - TimeSpan.FromHours(1), new HashSet<string>()));
        Assert.Equal(0, Uploads.Sweep(now + TimeSpan.FromHours(1), new HashSet<string> { Path.GetFileName(Uploads.Incoming(id)) }));
        Assert.Equal(1, Uploads.Sweep(now + TimeSpan.FromHours(1), new HashSet<string>()));
        Assert.False(Directory.Exists(Uploads.Incoming(id)));
    }

    private async Task<UploadEndpoints.UploadAnswer> SendAsync(params (string Name, string Text)[] files)
    {
        var answer = await http.PostAsync($"/uploads/{id}", Form(files), Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancellation)}");
        return (await answer.Content.ReadFromJsonAsync<UploadEndpoints.UploadAnswer>(Cancellation))!;
    }

    private static MultipartFormDataContent Form(params (string Name, string Text)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, text) in files)
            form.Add(new StringContent(text), "file", Uri.EscapeDataString(name));
        return form;
    }

    private async Task<string> RawAsync(string request)
    {
        var uri = new Uri(app.Urls.Single());
        using var socket = new TcpClient();
        await socket.ConnectAsync(uri.Host, uri.Port, Cancellation);
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        }
        catch (IOException)
        {
            // It was answered before all was sent.
        }
        var buffer = new byte[8_192];
        var read = await stream.ReadAsync(buffer, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>A file whose last byte comes when the test says so.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(string name, int bytes) => Form = new() { { new HeldContent(bytes, released.Task), "file", Uri.EscapeDataString(name) } };

        public MultipartFormDataContent Form { get; }

        public void Release() => released.SetResult();

        private sealed class HeldContent(int bytes, Task released) : HttpContent
        {
            protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
            {
                await stream.WriteAsync(new byte[100], Cancellation);
                await stream.FlushAsync(Cancellation);
                await released.WaitAsync(Cancellation);
                await stream.WriteAsync(new byte[bytes - 100], Cancellation);
            }

            protected override bool TryComputeLength(out long length) => (length = 0) > 0;
        }
    }

    // The server notices a cut connection on its own time: wait for the change in the file system, not for a while.
    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
