using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Benchmarks.Dashboard;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Registry.Persistence;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>What is taken from a person by another hand than this process: it knows within a minute, for cookies, tokens and open pages.</summary>
public sealed class TakenAwayTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private AccountHost host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await AccountHost.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await host.SetUpAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("role")]
    [InlineData("account")]
    [InlineData("password")]
    public async Task Cookie_Token_AndOpenPage_ArePowerlessWithinAMinute(string taken)
    {
        var (ben, visitor) = await host.JoinAsync("ben", new CallerScope(Permission.Contribute, ProjectId.Default));
        using var program = host.Program((await host.TokenAsync(ben, Permission.Contribute)).Token);
        await using var page = await BlazorCircuit.OpenAsync(visitor.Http, "/models", cookies: visitor.Cookies);
        await EventuallyAsync(() => page.Asked.Contains("mlops.listenForKeys"));
        page.SaysGoodbye = false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/test/who")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await DownloadAsync(program));

        await using (var context = await host.App.Services.GetRequiredService<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(Cancelled))
        {
            var changed = taken switch
            {
                "role" => await context.Database.ExecuteSqlAsync($"DELETE FROM ProjectRoles WHERE PersonId = {ben.Value}", Cancelled),
                "account" => await context.Database.ExecuteSqlAsync($"UPDATE People SET IsClosed = 1 WHERE Id = {ben.Value}", Cancelled),
                _ => await context.Database.ExecuteSqlAsync($"UPDATE People SET SecurityStamp = 'another' WHERE Id = {ben.Value}", Cancelled),
            };
            Assert.Equal(1, changed);
        }
        Assert.False(page.Drew("session-ended"));
        // A minute, in the steps in which timers go off.
        for (var i = 0; i < 12; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(10, Cancelled);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/test/who")).StatusCode);
        // A new password ends what was signed in; tokens were made beside it, and are revoked one by one.
        if (taken != "password")
            Assert.Contains(await DownloadAsync(program), new[] { HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized });
        await EventuallyAsync(() => page.Drew("session-ended"));
    }

    private static async Task<HttpStatusCode> DownloadAsync(HttpClient program)
    {
        using var answer = await program.GetAsync("/models/x/versions/1/model.keras", Cancelled);
        return answer.StatusCode;
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
