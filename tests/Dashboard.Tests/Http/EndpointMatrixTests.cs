using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Callers;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Who may ask what: every address and method that a server has, by people of every role, by strangers and by programs with tokens. What is asked for
/// is not there: who may ask is told so.</summary>
public sealed partial class EndpointMatrixTests
{
    // For everybody. All others need to see something, but for these.
    private static readonly string[] ForAll =
    [
        "/health/live",
        "/health/ready",
        "/sign-in",
        "/sign-in/code",
        "/sign-in/passkey",
        "/sign-in/provider",
        "/sign-in/provider/done",
        "/set-up",
        "/join",
    ];

    private static readonly Dictionary<string, Permission> More = new()
    {
        ["/uploads/{id:guid}"] = Permission.Contribute,
        ["/uploads/{id:guid}/finish"] = Permission.Contribute,
    };

    // Where programs are let in.
    private static readonly string[] Files =
    [
        "/media/{key}",
        "/media/{key}/thumb",
        "/drawn/{key:guid}",
        "/runs/{id:guid}/files/{name}",
        "/runs/{id:guid}/model.onnx",
        "/models/{name}/versions/{number:int}/model.keras",
        "/models/{name}/versions/{number:int}/card.md",
        "/models/{name}/versions/{number:int}/model.onnx",
        "/datasets/{id:guid}/versions/{number:int}/{format}.zip",
        "/uploads/{id:guid}",
        "/uploads/{id:guid}/finish",
    ];

    // Nobody answers there: what leads to it is asked all the same.
    private static readonly Dictionary<string, string?> Provider = new()
    {
        ["Access:OpenIdConnect:Authority"] = "http://127.0.0.1:9",
        ["Access:OpenIdConnect:ClientId"] = "mlops",
    };

    private static readonly Dictionary<string, string> Upgrade = new()
    {
        ["Connection"] = "Upgrade",
        ["Upgrade"] = "websocket",
        ["Sec-WebSocket-Version"] = "13",
        ["Sec-WebSocket-Key"] = "AAAAAAAAAAAAAAAAAAAAAA==",
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_EveryEndpoint_AnswersEveryRoleAsItMust()
    {
        await using var host = await AccountHost.StartAsync(settings: Provider);
        var callers = await CallersAsync(host);
        var (asked, refused) = (0, 0);
        var (wrong, addresses) = (new List<string>(), Endpoints(host));
        foreach (var (path, method) in addresses)
        foreach (var caller in callers)
        {
            var (expected, status) = (Expected(path, caller), await AskAsync(caller.Http, path, method));
            (asked, refused) = (asked + 1, refused + (expected == null ? 0 : 1));
            if (expected != status)
                wrong.Add($"{method} {path} by {caller.Name}: expected {Said(expected)}; received {Said(status)}.");
        }
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{addresses.Count} addresses x {callers.Count} callers = {asked} answers, {refused} of them refusals."
        );
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(addresses.Count > 40 && refused > 200, $"{addresses.Count} addresses, {refused} refusals.");
    }

    // Whoever reaches the loopback is the owner; a token is nothing there.
    [Fact]
    public async Task Local_EveryEndpoint_AnswersTheOwner()
    {
        await using var host = await AccountHost.StartAsync(settings: new Dictionary<string, string?> { ["Access:Mode"] = nameof(AccessMode.Local) });
        using var program = host.Program("mlops_" + new string('x', 43));
        Equip(program, host.Address);
        var visitor = host.Visit();
        Equip(visitor.Http, null);
        var wrong = new List<string>();
        var addresses = Endpoints(host);
        foreach (var (path, method) in addresses)
        foreach (var http in new[] { visitor.Http, program })
            if (await AskAsync(http, path, method) is { } status)
                wrong.Add($"{method} {path}: {Said(status)}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{addresses.Count} addresses x 2 callers.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.DoesNotContain(addresses, a => a.Path == "/sign-out");
    }

    private static async Task<IReadOnlyList<Asking>> CallersAsync(AccountHost host)
    {
        var callers = new List<Asking>();
        void Add(string name, HttpClient http, bool isKnown, Permission? may, bool isToken = false)
        {
            Equip(http, isToken ? host.Address : null);
            callers.Add(new(name, http, isKnown, may, isToken));
        }

        Add("an administrator", (await host.SetUpAsync()).Http, true, Permission.Administer);
        Add("a stranger", host.Visit().Http, false, null);
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var (person, visitor) = await host.JoinAsync($"{permission}", new CallerScope(permission, ProjectId.Default));
            Add($"{permission} in a project", visitor.Http, true, permission);
            Add($"a token of {permission}", host.Program((await host.TokenAsync(person, permission)).Token), true, permission, isToken: true);
        }
        var (nobody, none) = await host.JoinAsync("nobody", new CallerScope(Permission.View, ProjectId.Default));
        Assert.True((await host.SendAsync(new SetRole(nobody, ProjectId.Default, null))).IsDone);
        Add("somebody without a role", none.Http, true, null);
        var (closed, gone) = await host.JoinAsync("closed", new CallerScope(Permission.Administer, ProjectId.Default));
        var kept = host.Program((await host.TokenAsync(closed, Permission.Administer)).Token);
        Assert.True((await host.SendAsync(new CloseAccount(closed, true))).IsDone);
        Add("a closed account", gone.Http, true, null);
        Add("a closed account's token", kept, false, null, isToken: true);
        var (demoted, _) = await host.JoinAsync("demoted", new CallerScope(Permission.Contribute, ProjectId.Default));
        var old = host.Program((await host.TokenAsync(demoted, Permission.Contribute)).Token);
        Assert.True((await host.SendAsync(new SetRole(demoted, ProjectId.Default, Permission.View))).IsDone);
        Add("an older token of who may do less now", old, true, Permission.View, isToken: true);
        var limited = await host.TokenAsync(await host.FindAsync("anna"), Permission.View);
        Add("an administrator's token that only sees", host.Program(limited.Token), true, Permission.View, isToken: true);
        Add("a wrong token", host.Program("mlops_" + new string('x', 43)), false, null, isToken: true);
        return callers;
    }

    // What only browsers of our own pages send, and scripts of theirs.
    private static void Equip(HttpClient http, string? origin)
    {
        if (origin is not null)
            http.DefaultRequestHeaders.Add("Origin", origin);
        http.DefaultRequestHeaders.Add("X-Upload", "1");
    }

    /// <returns>The refusal; null for whoever may ask.</returns>
    private static HttpStatusCode? Expected(string path, Asking caller)
    {
        if (ForAll.Contains(path))
            return null;
        if (!caller.IsKnown || caller.IsToken && !Files.Contains(path))
            return HttpStatusCode.Unauthorized;
        // Whoever signed in may sign out.
        return path == "/sign-out" || caller.May >= More.GetValueOrDefault(path, Permission.View) ? null : HttpStatusCode.Forbidden;
    }

    private static async Task<HttpStatusCode?> AskAsync(HttpClient http, string path, string method)
    {
        var address = Parameter()
            .Replace(
                path,
                m =>
                    m.Groups[1].Value switch
                    {
                        "guid" => $"{Guid.NewGuid()}",
                        "int" => "1",
                        _ => "x",
                    }
            );
        using var request = new HttpRequestMessage(new(method), address) { Headers = { { "Accept", "*/*" } } };
        // A circuit is a WebSocket: whatever else comes there is told so, whoever it is of.
        if (path == "/_blazor")
            foreach (var (name, value) in Upgrade)
                request.Headers.Add(name, value);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        return answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? answer.StatusCode : null;
    }

    private static List<(string Path, string Method)> Endpoints(AccountHost host) =>
        [
            .. host
                .App.Services.GetServices<EndpointDataSource>()
                .SelectMany(s => s.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                .Select(e => (Path: "/" + e.RoutePattern.RawText?.Trim('/'), Methods: e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods))
                .Where(e => !e.Path.StartsWith("/test/", StringComparison.Ordinal))
                .SelectMany(e => (e.Methods is { Count: > 0 } methods ? methods : ["GET", "POST"]).Select(method => (e.Path, method)))
                .Distinct()
                // Last: whoever signs out is a stranger.
                .OrderBy(e => e.Path == "/sign-out")
                .ThenBy(e => e.Path, StringComparer.Ordinal),
        ];

    private static string Said(HttpStatusCode? status) => status?.ToString() ?? "an answer";

    private sealed record Asking(string Name, HttpClient Http, bool IsKnown, Permission? May, bool IsToken);

    [GeneratedRegex(@"\{[^}:]*:?([^}]*)\}")]
    private static partial Regex Parameter();
}
