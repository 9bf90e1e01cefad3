using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Callers;

/// <summary>A change of many runs leaves a line for each, in one chain.</summary>
public sealed class ManyLinesTests
{
    [Fact]
    public async Task ArchiveRuns_OfManyAtOnce_LeavesALineForEach()
    {
        const int count = 100;
        await using var registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync();
        var runs = new List<RunId>();
        for (var i = 0; i < count; i++)
            runs.Add(await registry.AddRunAsync(dataset));
        await registry.ReadAsync(c =>
            c.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Cancelled), TestContext.Current.CancellationToken)
        );

        Assert.True((await registry.SendAsync(new ArchiveRuns(runs, true))).IsDone);
        Assert.Equal(count, await registry.ReadAsync(c => c.Activity.CountAsync(e => e.Action == "run-archived", TestContext.Current.CancellationToken)));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }
}
