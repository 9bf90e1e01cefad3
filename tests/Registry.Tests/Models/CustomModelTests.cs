using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Models;

public sealed class CustomModelTests
{
    private const string Inspected =
        """{"name":"net","inputShape":[null,32,32,3],"outputShape":[null,4],"params":50,"layers":[{"index":0,"name":"in","class":"InputLayer","outputShape":[null,32,32,3],"params":0,"inbound":[]},{"index":1,"name":"gap","class":"GlobalAveragePooling2D","outputShape":[null,3],"params":0,"inbound":["in"]},{"index":2,"name":"out","class":"Dense","outputShape":[null,4],"params":16,"inbound":["gap"]}],"classifier":{"layer":"out","activation":"softmax"},"features":{"layer":"gap","index":-2}}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_InUse_IsArchivedButNeverDeleted()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync("pets", 40);
        var store = registry.Get<ICustomModelStore>();
        var sha = new string('a', 64);
        var added = await store.AddAsync(ProjectId.Default, new("net", "net.keras", sha, 10, Inspected, "gap"), Caller.LocalOwner, Cancelled);
        Assert.Equal(
            added.Value,
            (await store.AddAsync(ProjectId.Default, new("other name", "again.keras", sha, 10, Inspected, "gap"), Caller.LocalOwner, Cancelled)).Value
        );
        Assert.Contains(
            "slashes",
            (await store.AddAsync(ProjectId.Default, new("a/b", "x.keras", new string('b', 64), 10, Inspected, "gap"), Caller.LocalOwner, Cancelled)).Refusal
        );

        var summary = Assert.Single(await registry.SendAsync(new ListCustomModels()));
        Assert.Equal((2, 0L, "net.keras, brought by local user"), (summary.Layers, summary.Params, summary.CameFrom));
        var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "", "x") with { Backbone = summary.ToSpec() };
        var run = await registry.Get<IRunStore>().CreateAsync(new(spec, dataset.Version), Caller.LocalOwner, Cancelled);
        Assert.Equal(added.Value, (await registry.SendAsync(new GetRun(run.Value!.Run)))!.CustomModel!.Id);
        Assert.Contains(
            "backbone.file",
            (
                await registry
                    .Get<IRunStore>()
                    .CreateAsync(
                        new(spec with { Backbone = new() { File = $"custom:{new string('c', 64)}/x" } }, dataset.Version),
                        Caller.LocalOwner,
                        Cancelled
                    )
            ).Refusal
        );

        await Assert.ThrowsAnyAsync<SqliteException>(() =>
            registry.Get<RegistryReader>().ReadAsync(c => c.Database.ExecuteSqlRawAsync("DELETE FROM CustomModels", Cancelled), Cancelled)
        );
        Assert.Contains("features", (await registry.SendAsync(new EditCustomModel(added.Value, "net", "", "", "in"))).Refusal);
        Assert.True((await registry.SendAsync(new ArchiveCustomModel(added.Value, true))).IsDone);
        Assert.Empty(await registry.SendAsync(new ListCustomModels()));
        Assert.Equal(1, Assert.Single(await registry.SendAsync(new ListCustomModels(true))).Runs);
    }
}
