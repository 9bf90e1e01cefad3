using Microsoft.AspNetCore.Http;
using MlOpsDashboard.Dashboard.Http;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

public sealed class SecurityHeadersTests
{
    [Fact]
    public async Task EveryAnswer_CarriesThem()
    {
        await using var edge = await EdgeHost.StartAsync();
        foreach (var path in new[] { "/", "/nothing", "/health/live", "/css/app.css", "/media/x" })
        {
            var headers = (await edge.Http.GetAsync(path, TestContext.Current.CancellationToken)).Headers;
            Assert.Equal(["nosniff"], headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["same-origin"], headers.GetValues("Referrer-Policy"));
            Assert.Equal(["same-origin"], headers.GetValues("Cross-Origin-Opener-Policy"));
            Assert.Equal(["same-origin"], headers.GetValues("Cross-Origin-Resource-Policy"));
            Assert.Contains("camera=()", headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", string.Join(' ', headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.DoesNotContain("Server", headers.Select(h => h.Key));
        }
    }

    [Fact]
    public void Policy_TakesNoScriptButThisHostsFiles()
    {
        var directives = Written("http")["Content-Security-Policy"]
            .ToString()
            .Split("; ")
            .ToDictionary(d => d.Split(' ')[0], d => d[(d.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        Assert.Equal(("'none'", "'self'"), (directives["default-src"], directives["script-src"]));
        Assert.Equal(("'self'", "'self'", "'none'"), (directives["form-action"], directives["base-uri"], directives["frame-ancestors"]));
        Assert.DoesNotContain(directives.Values, d => d.Contains("unsafe-eval", StringComparison.Ordinal) || d.Contains('*', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https", "max-age=31536000")]
    [InlineData("http", "")]
    public void Answer_ByHttps_AsksForHttpsForAYear(string scheme, string expected) =>
        Assert.Equal(expected, Written(scheme)["Strict-Transport-Security"].ToString());

    private static IHeaderDictionary Written(string scheme)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme, Host = new("lab.example") } };
        SecurityHeaders.Write(context);
        return context.Response.Headers;
    }
}
