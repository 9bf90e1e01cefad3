using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>Rows that another version of the program has written: each says so, and no list, page or start ends at one.</summary>
public sealed class UnreadableSpecTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private StoredDatasetVersion dataset = null!;
    private RunId whole,
        odd;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        dataset = await registry.AddDatasetAsync();
        whole = await registry.AddFinishedRunAsync(dataset, [0.8]);
        odd = await registry.AddFinishedRunAsync(dataset, [0.9]);
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Theory]
    [InlineData("json_insert(SpecJson, '$.quantumDepth', 3)", "quantumDepth", 32)]
    [InlineData("json_set(SpecJson, '$.data', NULL)", "data", 32)]
    [InlineData("'{{'", "JSON", 32)]
    [InlineData("json_insert(json_set(SpecJson, '$.data.batchSize', 7), '$.later', 1)", "later", 7)]
    public async Task Readers_GiveWhatIsKnown_AndSayThatItIsNotAll(string json, string named, int batchSize)
    {
#pragma warning disable EF1002 // The test's own expressions.
        await registry.ReadAsync(c =>
            c.Database.ExecuteSqlRawAsync($"UPDATE TrainingSpecs SET SpecJson = {json} WHERE RunId = (SELECT Id FROM Runs WHERE Number = 2)", Cancelled)
        );
#pragma warning restore EF1002
        var stored = (await registry.Runs.FindAsync(odd, Cancelled))!;
        Assert.Contains(named, stored.SpecFault!.Sentence, StringComparison.Ordinal);
        Assert.Equal(batchSize, stored.Spec.Data.BatchSize);
        Assert.StartsWith(
            "The settings of run 2 were stored by another version",
            (await registry.SendAsync(new GetRun(odd)))!.SpecFault!.Sentence,
            StringComparison.Ordinal
        );
        Assert.Null((await registry.SendAsync(new GetRun(whole)))!.SpecFault);
        Assert.Equal(2, (await registry.SendAsync(new ListRuns(new RunFilter()))).Rows.Count);
        Assert.NotNull(await registry.SendAsync(new GetRunCurves(odd)));
        Assert.Equal("storage.spec.unreadable", Assert.Single((await registry.SendAsync(new CompareRuns([whole, odd]))).Value!.SpecFaults).Code);

        var version = (
            await registry.Models.AddVersionAsync(
                "pets-net",
                new(
                    stored.BestModel!,
                    16,
                    Samples.Preprocessing,
                    dataset.ClassNames,
                    dataset.Version,
                    stored.SpecJson,
                    "{}",
                    stored.EvaluationJson!,
                    "0.1.0",
                    odd,
                    null,
                    stored.Metrics,
                    "",
                    "{}"
                ),
                Caller.LocalOwner,
                Cancelled
            )
        ).Value!;
        Assert.NotNull((await registry.SendAsync(new GetModelVersion("pets-net", version.Version)))!.SpecFault);
    }

    [Fact]
    public async Task Imports_OfAnUnknownSource_AreListed_AndOpen()
    {
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, "later", new SampleSource("x"), Caller.LocalOwner, Cancelled);
        await registry.ReadAsync(c =>
            c.Database.ExecuteSqlRawAsync("""UPDATE Imports SET SourceJson = '{{"kind":"telepathy"}}' WHERE DatasetName = 'later'""", Cancelled)
        );
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("UPDATE Imports SET ReportJson = '[' WHERE DatasetName = 'pets'", Cancelled));
        Assert.IsType<UnknownSource>(Assert.Single(await registry.Datasets.OpenImportsAsync(Cancelled)).Source);
        Assert.Contains(await registry.SendAsync(new ListImports()), i => i.Id == import.Value);
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("UPDATE DatasetVersions SET ReportJson = '['", Cancelled));
        Assert.NotNull(await registry.SendAsync(new GetDataset(dataset.Dataset)));
    }
}
