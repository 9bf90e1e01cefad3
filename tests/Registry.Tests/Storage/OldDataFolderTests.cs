using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

/// <summary>Data folders of earlier versions open, and nothing that they held is missing: what <c>tests/Cases/data-folders/VERSION/README.md</c>
/// lists.</summary>
public sealed class OldDataFolderTests : IAsyncDisposable
{
    private readonly OldDataFolder old = OldDataFolder.Unpack("0.1.0");
    private RegistryFixture? opened;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ListsEveryRun()
    {
        var registry = await OpenAsync();
        var runs = await registry.SendAsync(new ListRuns(new() { IncludeArchived = true, Descending = false }));
        Assert.Equal(
            [
                (1, "Head only", RunStatus.Completed, 4, 4, (double?)0.5, "baseline"),
                (2, "Fine-tuned", RunStatus.Completed, 14, 14, 0.625, "baseline, tuned"),
                (3, "Stopped early", RunStatus.StoppedEarly, 2, 20, 0.5, ""),
                (4, "Three folds", RunStatus.Completed, 6, 6, 0.5, ""),
                (5, "Too fast", RunStatus.Diverged, 0, 3, null, ""),
                (6, "No weights", RunStatus.Failed, 0, 1, null, ""),
                (7, "Cancelled", RunStatus.Cancelled, 2, 12, 0.5, ""),
                (8, "Killed", RunStatus.Running, 2, 12, 0.5, ""),
                (9, "Interrupted", RunStatus.Interrupted, 1, 12, 0.5, ""),
                (10, "Waiting", RunStatus.Queued, 0, 2, null, ""),
                (11, "Waiting folds", RunStatus.Queued, 0, 2, null, ""),
            ],
            runs.Rows.Select(r =>
                (
                    r.Number,
                    r.Name,
                    r.Status,
                    r.EpochsDone,
                    r.TotalEpochs,
                    r.PrimaryValue is { } best ? Math.Round(best, 6) : (double?)null,
                    string.Join(", ", r.Tags)
                )
            )
        );
        Assert.Equal(["Too fast"], runs.Rows.Where(r => r.IsArchived).Select(r => r.Name));
        Assert.Equal(3, runs.Rows[3].Folds!.Folds);
        Assert.StartsWith("Expected the ImageNet weights of MobileNetV3Small", runs.Rows[5].StatusDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ShowsARunAsItWasLeft()
    {
        var registry = await OpenAsync();
        var first = (await registry.SendAsync(new GetRun(Run("01a2253280157027a42c703369bc1029"))))!;
        Assert.Equal("First look.\nThe head alone learns little: \u00fc, \u732b and <b>no markup</b>.", first.Row.Notes);
        Assert.Equal(("Tiny network", "emoji", 2), (first.Row.Backbone, first.Row.Dataset, first.Row.DatasetNumber));
        Assert.Equal("Tiny network", first.CustomModel!.Name);

        var tuned = Run("01a2253295a67037a04f9e19c7f8f14d");
        var details = (await registry.SendAsync(new GetRun(tuned)))!;
        Assert.Equal((1, 2, 2), (details.ParentNumber, details.Ledger.Count, details.RegisteredAs.Single().Version));
        Assert.True((await registry.SendAsync(new GetRunLog(tuned, 0))).Count > 10);
        var curves = (await registry.SendAsync(new GetRunCurves(tuned)))!;
        Assert.Equal(Enumerable.Range(0, 14), curves.Epochs);
        Assert.Equal((11, 0.625), (curves.BestEpoch, curves["val_accuracy"][11]));
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], curves.Metrics.Select(m => m.Name));
        Assert.All(curves.Metrics, m => Assert.All(m.Values, v => Assert.NotNull(v)));
        Assert.All(details.Row.Metrics, m => Assert.Equal(curves[m.Key][11], m.Value));
        Assert.Equal(4, details.Row.Metrics.Count);
        Assert.Equal(curves["val_accuracy"], details.Row.Spark);
        Assert.Equal(8, (await registry.SendAsync(new GetEvaluation(tuned)))!.Predictions!.Rows.Count);
        Assert.Equal(3, (await registry.SendAsync(new GetRun(Run("01a22532da277956b1cf4e3d6b281d1a"))))!.Row.Folds!.Folds);
        Assert.Equal(
            ["val_accuracy", "val_loss"],
            (await registry.SendAsync(new GetRun(Run("01a22532da277956b1cf4e3d6b281d1a"))))!.Row.Folds!.Results[0].Metrics.Names
        );
    }

    [Fact]
    public async Task Open_KeepsModelsDatasetsAndActivity()
    {
        var registry = await OpenAsync();
        var model = (await registry.SendAsync(new GetModel("emoji-kinds")))!;
        Assert.Equal("Food or animal?", model.Description);
        Assert.Equal(KeyValuePair.Create("champion", 2), Assert.Single(model.Aliases));
        Assert.Equal([1, 2], model.Versions.Select(v => v.Number).Order());
        foreach (var version in model.Versions)
        {
            Assert.True(await registry.Artifacts.VerifyAsync(version.Artifact, Cancelled), version.Artifact);
            Assert.False((await registry.SendAsync(new GetModelVersion("emoji-kinds", version.Number)))!.ArtifactMissing);
            Assert.Equal(("val_accuracy", true), (version.Primary.Name, version.PrimaryValue is > 0.4 and <= 1));
            Assert.NotNull(version.Metrics["val_loss"]);
        }
        Assert.Equal(10, (await registry.SendAsync(new ListActivity())).Count);
        Assert.Equal(
            ["alias-moved", "alias-removed", "model-described", "version-registered"],
            (await registry.SendAsync(new ListHistory(model.Id))).Select(l => l.Action).Distinct().Order()
        );
        foreach (var custom in await registry.SendAsync(new ListCustomModels()))
            Assert.Contains(await registry.SendAsync(new ListHistory(custom.Id)), l => l.Action == "backbone-added");
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
        Assert.Equal(["Tiny network", "emoji-kinds v2"], (await registry.SendAsync(new ListCustomModels())).OrderBy(m => m.CreatedAt).Select(m => m.Name));

        var dataset = Assert.Single(await registry.SendAsync(new ListDatasets()));
        Assert.Equal(("emoji", 2, 40), (dataset.Name, dataset.LatestNumber, dataset.Pictures));
        Assert.Equal(36, (await registry.SendAsync(new GetDataset(dataset.Id, 1)))!.Version.Pictures);
        Assert.Equal(40, (await registry.SendAsync(new ListPictures(dataset.LatestVersion, null, null, 0, 50))).Total);
        Assert.Equal(
            [
                ("emoji.zip", ImportStatus.Completed),
                ("more-emoji.zip", ImportStatus.Completed),
                ("no-pictures.zip", ImportStatus.Refused),
                ("zoo.zip", ImportStatus.Running),
            ],
            (await registry.SendAsync(new ListImports())).OrderBy(i => i.CreatedAt).Select(i => (i.SourceName, i.Status))
        );
    }

    [Fact]
    public async Task Open_PutsEverythingIntoTheProjectDefault()
    {
        var registry = await OpenAsync();
        Assert.Equal("Default", (await registry.ReadAsync(c => c.Projects.SingleAsync(Cancelled))).Name);
        Assert.Equal(
            [(ProjectId.Default, "local user")],
            (await registry.ReadAsync(c => c.Runs.Select(r => new { r.ProjectId, r.CreatedBy }).Distinct().ToListAsync(Cancelled))).Select(r =>
                (r.ProjectId, r.CreatedBy)
            )
        );
        Assert.Equal(
            [(ProjectId.Default, "local user")],
            (await registry.ReadAsync(c => c.Datasets.Select(r => new { r.ProjectId, r.CreatedBy }).Distinct().ToListAsync(Cancelled))).Select(r =>
                (r.ProjectId, r.CreatedBy)
            )
        );
        Assert.Equal(
            [(ProjectId.Default, "local user")],
            (await registry.ReadAsync(c => c.Imports.Select(r => new { r.ProjectId, r.CreatedBy }).Distinct().ToListAsync(Cancelled))).Select(r =>
                (r.ProjectId, r.CreatedBy)
            )
        );
        Assert.Equal(
            [(ProjectId.Default, "local user")],
            (await registry.ReadAsync(c => c.Models.Select(r => new { r.ProjectId, r.CreatedBy }).Distinct().ToListAsync(Cancelled))).Select(r =>
                (r.ProjectId, r.CreatedBy)
            )
        );
        Assert.Equal([ProjectId.Default], await registry.ReadAsync(c => c.CustomModels.Select(m => m.ProjectId).Distinct().ToListAsync(Cancelled)));
        Assert.Equal([ProjectId.Default], await registry.ReadAsync(c => c.Work.Select(w => w.ProjectId).Distinct().ToListAsync(Cancelled)));
        // The log goes on by the newest rule behind lines of the first.
        await registry.SendAsync(new RenameRun(Run("01a2253280157027a42c703369bc1029"), "Head alone"));
        Assert.Equal([1, 3], await registry.ReadAsync(c => c.Activity.Select(e => e.Rule).Distinct().OrderBy(r => r).ToListAsync(Cancelled)));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
        // The same people see the same as before.
        var viewer = new Caller("anna", null, [new(Permission.View, ProjectId.Default)]);
        Assert.Equal(11, (await registry.SendAsync(viewer, new ListRuns(new() { IncludeArchived = true }))).Total);
    }

    public async ValueTask DisposeAsync()
    {
        if (opened is not null)
            await opened.DisposeAsync();
        old.Dispose();
    }

    private async Task<RegistryFixture> OpenAsync() => opened = await RegistryFixture.OpenAsync(old.Data);

    private static RunId Run(string id) => RunId.Parse(id);
}
