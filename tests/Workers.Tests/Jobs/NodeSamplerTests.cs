using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Jobs;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Nodes;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class NodeSamplerTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Sample_WhenTakenOften_KeepsTwoMinutes()
    {
        var (sampler, table) = Create();
        using var child = table.Add(new(new("work.what.run", ("run", "7")), RunId.New(), 7), Environment.ProcessId);
        for (var i = 0; i < 100; i++)
            sampler.Sample();

        var node = Assert.Single(sampler.Nodes);
        Assert.Equal(60, node.MemoryBytes.Count);
        Assert.True(node.MemoryBytes[^1] > 10e6);
        Assert.All(node.Load, l => Assert.InRange(l, 0, 1));
        Assert.Equal(7, Assert.Single(node.Running).RunNumber);
        Assert.True(node.TotalMemoryBytes > 100e6);
    }

    [Fact]
    public void Nodes_WhenSamplingHangs_AreNotHealthy()
    {
        var (sampler, _) = Create();
        sampler.Sample();
        Assert.True(sampler.Nodes[0].IsHealthy);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(sampler.Nodes[0].IsHealthy);
    }

    [Fact]
    public void Sentence_SaysWhatTheWorkerDoes()
    {
        var (sampler, table) = Create();
        Assert.StartsWith("1 worker here: ", sampler.Sentence);
        Assert.Contains("2 cores, idle.", sampler.Sentence);
        using var child = table.Add(new(new("work.what.run", ("run", "7"))), Environment.ProcessId);
        Assert.Contains("busy with run 7", sampler.Sentence);
    }

    private (NodeSampler Sampler, ChildTable Table) Create()
    {
        var table = new ChildTable(time);
        return (new(table, new("here"), Options.Create(new WorkerOptions { Threads = 2 }), time), table);
    }
}
