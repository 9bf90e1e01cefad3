using System.Net;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>What a client is told when something went wrong: a sentence and an id, never where or by what.</summary>
public sealed class FaultTests
{
    private static readonly Dictionary<string, Func<Exception>> Faults = new()
    {
        ["program"] = () => new InvalidOperationException("secret of /srv/private/place.cs"),
        ["file"] = () => new FileNotFoundException("not there", "/srv/private/place.bin"),
        ["disk"] = () => new IOException("No space left on device : '/srv/private/x'", 28),
        ["Invalid"] = () => Refuse(RefusalKind.Invalid),
        ["NotFound"] = () => Refuse(RefusalKind.NotFound),
        ["Conflict"] = () => Refuse(RefusalKind.Conflict),
        ["Forbidden"] = () => Refuse(RefusalKind.Forbidden),
        ["TooLarge"] = () => Refuse(RefusalKind.TooLarge),
        ["Busy"] = () => Refuse(RefusalKind.Busy),
        ["Unavailable"] = () => Refuse(RefusalKind.Unavailable),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("program", "application/json")]
    [InlineData("file", "application/json")]
    [InlineData("program", "text/html")]
    public async Task Fault_TellsASentenceAndAnId_AndTheLogHasTheRest(string name, string accept)
    {
        await using var edge = await EdgeHost.StartAsync(Faults);
        var (answer, text) = await GetAsync(edge, name, accept);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        foreach (var tell in new[] { "secret", "/srv/private", "   at ", ".cs:line", "Exception", "EdgeHost" })
            Assert.DoesNotContain(tell, text, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var id = System.Text.RegularExpressions.Regex.Match(text, "quote ([0-9a-f]{8})").Groups[1].Value;
        Assert.NotEmpty(id);
        Assert.Contains(id, edge.Logged, StringComparison.Ordinal);
        Assert.Contains("/srv/private", edge.Logged, StringComparison.Ordinal);
        if (accept == "application/json")
            Assert.Equal(id, JsonDocument.Parse(text).RootElement.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("Invalid", 400)]
    [InlineData("NotFound", 404)]
    [InlineData("Conflict", 409)]
    [InlineData("Forbidden", 403)]
    [InlineData("TooLarge", 413)]
    [InlineData("Busy", 503)]
    [InlineData("Unavailable", 503)]
    public async Task Refusal_BecomesAStatusByItsKind(string name, int status)
    {
        await using var edge = await EdgeHost.StartAsync(Faults);
        var (answer, text) = await GetAsync(edge, name, "application/json");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("A refusal.", JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString());
        Assert.Equal(name == "Busy", answer.Headers.RetryAfter is not null);
        Assert.Empty(edge.Logged);
    }

    [Fact]
    public async Task FullDisk_IsSaid_WithoutAPath()
    {
        await using var edge = await EdgeHost.StartAsync(Faults);
        var (answer, text) = await GetAsync(edge, "disk", "application/json");
        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
        Assert.Contains("is full", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", text, StringComparison.Ordinal);
    }

    // A body that is read but larger than an address takes, declared or not.
    [Theory]
    [InlineData("Content-Length: 5000000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4C4B40\r\n")]
    public async Task Body_ThatIsTooLarge_IsSaidToBe(string rest)
    {
        await using var edge = await EdgeHost.StartAsync();
        var answer = await edge.RawAsync(
            $"POST /test/read HTTP/1.1\r\nHost: {edge.Address.Authority}\r\nOrigin: {edge.Origin}\r\n{rest}" + new string('x', 1_200_000)
        );
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("http.body.tooLarge", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_ThatAreTooLarge_AreRefused()
    {
        await using var edge = await EdgeHost.StartAsync();
        Assert.StartsWith(
            "HTTP/1.1 431 ",
            await edge.RawAsync($"GET /test/done HTTP/1.1\r\nHost: {edge.Address.Authority}\r\nX-Long: {new string('x', 60_000)}\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    // A chunk that two servers would read differently, one of them as a request of its own: only a patched runtime refuses it.
    [Theory]
    [InlineData("2;\nxx\r\nxy\r\n0\r\n\r\n")]
    [InlineData("-2\r\nxy\r\n0\r\n\r\n")]
    [InlineData("2\nxy\n0\n\n")]
    public async Task Chunks_ThatAreNone_AreRefused(string body)
    {
        await using var edge = await EdgeHost.StartAsync();
        Assert.StartsWith(
            "HTTP/1.1 400 ",
            await edge.RawAsync(
                $"POST /test/read HTTP/1.1\r\nHost: {edge.Address.Authority}\r\nOrigin: {edge.Origin}\r\nTransfer-Encoding: chunked\r\n\r\n{body}"
            ),
            StringComparison.Ordinal
        );
    }

    // Headers that never end, and a body that never comes: both are ended by the server.
    [Theory]
    [InlineData("X-Slow: ")]
    [InlineData("Content-Length: 1000\r\n\r\nx")]
    public async Task Request_ThatIsNeverFinished_IsEnded(string rest)
    {
        await using var edge = await EdgeHost.StartAsync();
        var answer = await edge.RawAsync($"POST /test/read HTTP/1.1\r\nHost: {edge.Address.Authority}\r\nOrigin: {edge.Origin}\r\n{rest}", toTheEnd: true);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    private static async Task<(HttpResponseMessage Answer, string Text)> GetAsync(EdgeHost edge, string name, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/test/fault/{name}");
        request.Headers.Add("Accept", accept);
        var answer = await edge.Http.SendAsync(request, Cancellation);
        return (answer, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static RefusedException Refuse(RefusalKind kind) => new(Refusal.OfSentence("A refusal.", kind));
}
