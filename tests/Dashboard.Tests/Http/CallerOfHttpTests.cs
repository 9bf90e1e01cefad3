using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Pictures and uploads of two users over real HTTP on the loopback: each has their own.</summary>
public sealed class CallerOfHttpTests : IAsyncLifetime
{
    private static readonly byte[] PngBytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly Caller Anna = new("anna", null, [new(Permission.Contribute, ProjectId.Default)]),
        Ben = new("ben", null, [new(Permission.View, ProjectId.Default)]);
    private readonly string root = Directory.CreateTempSubdirectory("mlops-callers-").FullName;
    private readonly Users users = new() { Now = Anna };
    private WebApplication app = default!;
    private HttpClient http = default!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await StartAsync(root);
        Directory.CreateDirectory(Path.Combine(root, "scratch", "x"));
        await File.WriteAllBytesAsync(Path.Combine(root, "scratch", "x", "a.png"), PngBytes, Cancellation);
    }

    private async Task StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var layout = new StorageLayout(folder);
        builder
            .Services.AddSingleton<ICallers>(users)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(layout)
            .AddSingleton<IArtifactStore>(new OnePicture())
            .AddSingleton<StorageFindings>()
            .AddSingleton<CheckedArtifacts>();
        builder
            .Services.AddSingleton<ISender>(new FakeSender().On<ListUploadsInUse, IReadOnlyList<string>>(_ => []))
            .AddUploads(builder.Configuration)
            .AddCallers(builder.Configuration);
        app = builder.Build();
        app.UseCallers();
        app.MapMedia();
        app.MapUploads();
        app.MapGet("/who", (CurrentCaller caller) => caller.Value.User).RequireAuthorization(Policies.View);
        app.MapGet("/forgotten", () => "open");
        await app.StartAsync(Cancellation);
        http = new() { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.Add(UploadEndpoints.CallHeader, "1");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(root, recursive: true);
    }

    private async Task StopAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Picture_IsSentToWhomItWasShown_AndIsNotThereForOthers()
    {
        var key = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(PngBytes));
        var address = AddressesOf(Anna).Picture(key);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(address));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/media/{key}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address[..^1] + (address[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address.Replace(key, new string('b', 64), StringComparison.Ordinal)));
        users.Now = Ben;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(AddressesOf(Ben).Thumb(key)));
        users.Now = Anna with { OnBehalfOf = "carl" };
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address));
    }

    [Fact]
    public async Task Drawing_IsSentToWhomItWasShown()
    {
        var drawn = new DrawnPictures(new(root)).Keep(Path.Combine(root, "scratch", "x", "a.png"));
        var address = AddressesOf(Anna).Signed(drawn);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await StatusAsync(address), await StatusAsync(drawn)));
        users.Now = Ben;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address));
    }

    [Fact]
    public async Task Picture_OfAPageThatWasOpenBeforeARestart_IsSentAfterIt()
    {
        var key = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(PngBytes));
        var address = AddressesOf(Anna).Picture(key);
        await StopAsync();
        await StartAsync(root);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(address));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address[..^1] + (address[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address.Replace(key, new string('b', 64), StringComparison.Ordinal)));
        // Another folder's dashboard signs with another secret.
        await StopAsync();
        await StartAsync(Path.Combine(root, "another"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address));
    }

    [Fact]
    public async Task Upload_IsItsBeginners()
    {
        var id = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.OK, await UploadAsync(id));
        users.Now = Anna with { User = "another" };
        Assert.Equal(HttpStatusCode.NotFound, await UploadAsync(id));
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync($"/uploads/{id}", Cancellation)).StatusCode);
        users.Now = Anna;
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync($"/uploads/{id}/finish", null, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Endpoint_IsForWhoMay()
    {
        Assert.Equal("anna", await http.GetStringAsync("/who", Cancellation));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/forgotten"));
        users.Now = Ben;
        Assert.Equal(HttpStatusCode.Forbidden, await UploadAsync(Guid.NewGuid()));
        users.Now = null;
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/who"));
        users.Now = Caller.LocalOwner;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/forgotten"));
    }

    private MediaAddress AddressesOf(Caller caller) => new(app.Services.GetRequiredService<MediaKeys>(), TestCaller.Of(caller));

    private async Task<HttpStatusCode> StatusAsync(string address) => (await http.GetAsync(new Uri(address, UriKind.Relative), Cancellation)).StatusCode;

    private async Task<HttpStatusCode> UploadAsync(Guid id)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.ASCII.GetBytes("png")), "files", $"cats%2F{Guid.NewGuid():N}.png" } };
        return (await http.PostAsync($"/uploads/{id}", form, Cancellation)).StatusCode;
    }

    private sealed class Users : ICallers
    {
        public Caller? Now { get; set; }

        public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) => new(Now);
    }

    private sealed class OnePicture : IArtifactStore
    {
        public Task<string> PutFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult<Stream?>(new MemoryStream(PngBytes));

        public Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
