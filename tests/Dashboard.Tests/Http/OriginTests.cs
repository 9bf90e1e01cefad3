using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Who may speak to the dashboard: by the name of the host, and by the origin.</summary>
public sealed partial class OriginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("evil.example:80", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("", 400)]
    [InlineData("localhost", 200)]
    [InlineData("localhost:1234", 200)]
    [InlineData("[::1]", 200)]
    public async Task Host_ThatIsNotOurs_IsRefused(string host, int status)
    {
        await using var edge = await EdgeHost.StartAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", await edge.RawAsync($"GET /test/done HTTP/1.1\r\nHost: {host}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_OfTheSetting_IsServed()
    {
        await using var edge = await EdgeHost.StartAsync(null, ("AllowedHosts", "lab.example"));
        Assert.StartsWith("HTTP/1.1 200 ", await edge.RawAsync("GET /test/done HTTP/1.1\r\nHost: lab.example\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await edge.RawAsync("GET /test/done HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_FromElsewhere_IsForbidden_WhateverTheMethod()
    {
        await using var edge = await EdgeHost.StartAsync();
        string?[] foreign =
        [
            null,
            "null",
            "http://evil.example",
            $"http://127.0.0.1:{edge.Address.Port + 1}",
            $"https://127.0.0.1:{edge.Address.Port}",
            $"http://localhost:{edge.Address.Port}",
            "http://127.0.0.1",
            "",
        ];
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
        {
            foreach (var origin in foreign)
            foreach (var path in new[] { "/test/done", "/_blazor/negotiate?negotiateVersion=1", "/_blazor/disconnect", "/" })
                Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(edge, method, path, ("Origin", origin))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(edge, method, "/test/done", ("Origin", edge.Origin))).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(edge, HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", ("Origin", edge.Origin))).StatusCode);
    }

    // Whatever is mapped, and by whom: pages, files, uploads, health, the circuits' own addresses.
    [Fact]
    public async Task EveryAddress_AskedFromElsewhere_IsForbidden()
    {
        await using var edge = await EdgeHost.StartAsync();
        var asked = new HashSet<string>();
        foreach (var endpoint in edge.Endpoints)
        {
            var path =
                "/"
                + Parameter()
                    .Replace(
                        endpoint.RoutePattern.RawText!.TrimStart('/'),
                        m =>
                            m.Groups[1].Value switch
                            {
                                "guid" => $"{Guid.NewGuid()}",
                                "int" => "1",
                                _ => "x",
                            }
                    );
            asked.Add(path.Split('/')[1].Split('.')[0]);
            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete })
                Assert.True(
                    HttpStatusCode.Forbidden == (await SendAsync(edge, method, path, ("Origin", "http://evil.example"), ("X-Upload", "1"))).StatusCode,
                    $"{method} {path}"
                );
            Assert.True(
                HttpStatusCode.Forbidden
                    == (await SendAsync(edge, HttpMethod.Get, path, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"))).StatusCode,
                $"GET {path}"
            );
            Assert.True(
                HttpStatusCode.Forbidden
                    == (
                        await SendAsync(edge, HttpMethod.Get, path, ("Origin", "http://evil.example"), ("Connection", "Upgrade"), ("Upgrade", "websocket"))
                    ).StatusCode,
                $"socket {path}"
            );
        }
        Assert.Superset(new HashSet<string> { "", "_blazor", "uploads", "media", "drawn", "runs", "models", "datasets", "health" }, asked);
    }

    // A picture or a script that another site's page names is not fetched; its link to us is followed.
    [Theory]
    [InlineData("cross-site", "no-cors", 403)]
    [InlineData("same-site", "cors", 403)]
    [InlineData("cross-site", "navigate", 200)]
    [InlineData("same-origin", "cors", 200)]
    [InlineData("none", "navigate", 200)]
    public async Task Read_AsAPartOfAnotherSite_IsForbidden(string site, string mode, int status)
    {
        await using var edge = await EdgeHost.StartAsync();
        Assert.Equal(status, (int)(await SendAsync(edge, HttpMethod.Get, "/test/done", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode))).StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Sockets_FromElsewhere_AreAllRefused(string? origin)
    {
        await using var edge = await EdgeHost.StartAsync();
        var taken = 0;
        for (var i = 0; i < 200; i++)
        {
            using var socket = new ClientWebSocket();
            if (origin is not null)
                socket.Options.SetRequestHeader("Origin", origin);
            try
            {
                await socket.ConnectAsync(new($"ws://{edge.Address.Authority}/_blazor"), Cancellation);
                taken++;
            }
            catch (WebSocketException e)
            {
                Assert.Contains("403", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.Equal(0, taken);
    }

    private static async Task<HttpResponseMessage> SendAsync(EdgeHost edge, HttpMethod method, string path, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        return await edge.Http.SendAsync(request, Cancellation);
    }

    [GeneratedRegex(@"\{\*{0,2}\w+(?::(\w+))?[^}]*\}")]
    private static partial Regex Parameter();
}
