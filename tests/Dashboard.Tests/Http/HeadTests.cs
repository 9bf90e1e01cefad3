using System.Net;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>What a monitor or a link checker asks: the headers of an address without its body.</summary>
public sealed class HeadTests
{
    [Theory]
    [InlineData("/not-found", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/app.css", HttpStatusCode.NotFound)]
    [InlineData("/test/done", HttpStatusCode.OK)]
    public async Task Head_AnswersAsGetDoes_WithoutABody(string path, HttpStatusCode expected)
    {
        await using var edge = await EdgeHost.StartAsync();
        using var head = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var answer = await edge.Http.SendAsync(head, TestContext.Current.CancellationToken);
        using var full = await edge.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(expected, full.StatusCode);
        Assert.Equal(full.StatusCode, answer.StatusCode);
        Assert.Equal(full.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
