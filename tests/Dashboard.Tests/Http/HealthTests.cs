using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Workers;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>One word for whoever watches, and no more.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_OfASoundDashboard_IsHealthy()
    {
        await using var edge = await EdgeHost.StartAsync();
        Assert.Equal("200 Healthy", await AskAsync(edge, "/health/live"));
        Assert.Equal("200 Healthy", await AskAsync(edge, "/health/ready"));
    }

    [Fact]
    public async Task Ready_WithoutADatabase_IsUnhealthy_AndTellsNoStranger()
    {
        await using var edge = await EdgeHost.StartAsync();
        edge.Sender.On<GetWorkers, WorkerOverview>(_ => throw new InvalidOperationException("SQLite Error 14 at /srv/private/mlops.db"));
        Assert.Equal("200 Healthy", await AskAsync(edge, "/health/live"));
        Assert.Equal("503 Unhealthy", await AskAsync(edge, "/health/ready"));
        Assert.Contains("/srv/private", edge.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WhereNothingCanBeWritten_IsUnhealthy()
    {
        await using var edge = await EdgeHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(edge.Root, "scratch"), "a file in the folder's place", Cancellation);
        Assert.Equal("503 Unhealthy", await AskAsync(edge, "/health/ready"));
    }

    [Theory]
    [InlineData(StorageFindings.Database, "503 Unhealthy")]
    [InlineData(StorageFindings.Activity, "503 Unhealthy")]
    [InlineData(StorageFindings.Disk, "503 Unhealthy")]
    [InlineData(StorageFindings.Artifact, "200 Healthy")]
    public async Task Ready_WhereSomethingWasFoundWrong_SaysSoWhereItConcernsEverything(string kind, string expected)
    {
        await using var edge = await EdgeHost.StartAsync();
        edge.Get<StorageFindings>().Report(kind, "", Refusal.OfSentence("It is broken."));
        Assert.Equal(expected, await AskAsync(edge, "/health/ready"));
        edge.Get<StorageFindings>().Clear(kind, "");
        Assert.Equal("200 Healthy", await AskAsync(edge, "/health/ready"));
    }

    [Fact]
    public async Task Ready_OnADiskThatIsNearlyFull_IsDegraded()
    {
        await using var edge = await EdgeHost.StartAsync(null, ("Dashboard:LowDiskBytes", "9000000000000000000"));
        Assert.Equal("200 Degraded", await AskAsync(edge, "/health/ready"));
    }

    [Fact]
    public async Task Ready_WithoutAWorker_IsDegraded()
    {
        await using var edge = await EdgeHost.StartAsync();
        edge.Sender.On<GetWorkers, WorkerOverview>(_ => new("No worker.", [], []));
        Assert.Equal("200 Degraded", await AskAsync(edge, "/health/ready"));
    }

    private static async Task<string> AskAsync(EdgeHost edge, string path)
    {
        var answer = await edge.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}";
    }
}
