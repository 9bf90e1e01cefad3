using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>The whole dashboard on a real server on the loopback, its answers from a <see cref="FakeSender"/>, and a switch for faults:
/// <c>/test/fault/NAME</c>.</summary>
internal sealed class EdgeHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly LogLines log;

    private EdgeHost(WebApplication app, string root, FakeSender sender, LogLines log)
    {
        (this.app, Root, Sender, this.log) = (app, root, sender, log);
        Address = new(app.Urls.Single());
        Http = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public HttpClient Http { get; }

    public string Root { get; }

    public FakeSender Sender { get; }

    /// <summary>What was logged as a warning or worse.</summary>
    public string Logged => string.Join('\n', log.Lines);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<EdgeHost> StartAsync(IReadOnlyDictionary<string, Func<Exception>>? faults = null, params (string Name, string Value)[] settings) =>
        StartAsync(TimeProvider.System, faults, settings);

    /// <summary>In development, where a framework's own pages would tell most.</summary>
    /// <param name="clock">Of the pages; the server has its own.</param>
    public static async Task<EdgeHost> StartAsync(
        TimeProvider clock,
        IReadOnlyDictionary<string, Func<Exception>>? faults = null,
        params (string Name, string Value)[] settings
    )
    {
        var root = Directory.CreateTempSubdirectory("mlops-edge-").FullName;
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                ApplicationName = "MlOpsDashboard.Dashboard",
                EnvironmentName = "Development",
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        var (sender, layout) = (new FakeSender(), new StorageLayout(root));
        sender.On<GetWorkers, WorkerOverview>(_ => new("1 worker here.", [new("here", "CPU", 2, 1, true, DateTimeOffset.UnixEpoch, [], [], [])], []));
        sender.On<ListUploadsInUse, IReadOnlyList<string>>(_ => []);
        sender.On<ListHistory, IReadOnlyList<ActivityLine>>(_ => []);
        sender.On<ListCommentedEpochs, IReadOnlyList<int>>(_ => []);
        sender.On<GetForYou, ForYouList>(_ => new([], 0));
        builder.Services.AddSingleton(clock).AddSingleton<ISender>(sender).AddSingleton(layout).AddSingleton<IArtifactStore>(new NoArtifacts());
        builder.Services.AddDashboard(builder.Configuration);
        var app = builder.Build();
        app.MapDashboard();
        app.Map("/test/fault/{name}", IResult (string name) => throw faults![name]()).AllowAnonymous();
        app.Map("/test/done", () => "done").AllowAnonymous();
        app.MapPost(
            "/test/read",
            async (HttpRequest request) =>
            {
                await request.Body.CopyToAsync(Stream.Null);
                return "read";
            }
        );
        await app.StartAsync(Cancellation);
        return new(app, root, sender, log);
    }

    /// <summary>Every address and method that is served.</summary>
    public IEnumerable<RouteEndpoint> Endpoints =>
        app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct();

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Sends text as it is, and reads what comes back until the server closes or has sent an answer.</summary>
    public async Task<string> RawAsync(string request, bool toTheEnd = false)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port, Cancellation);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var answer = new StringBuilder();
        var buffer = new byte[8_192];
        do
        {
            var read = await stream.ReadAsync(buffer, Cancellation);
            if (read == 0)
                break;
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        } while (toTheEnd);
        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }

    private sealed class NoArtifacts : IArtifactStore
    {
        public Task<string> PutFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

        public Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
