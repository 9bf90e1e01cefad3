using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Models;

public sealed class ModelTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private StoredDatasetVersion dataset = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        dataset = await registry.AddDatasetAsync("pets", 40);
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task AddVersion_RemembersEverything()
    {
        var first = await AddVersionAsync();
        var second = await AddVersionAsync(parent: (await registry.Models.FindAsync("pets-net", "1", Cancelled))!.Version);
        Assert.Equal((first.Model, 1, 2), (second.Model, first.Version, second.Version));

        var version = (await registry.SendAsync(new GetModelVersion("PETS-NET", 2)))!;
        Assert.Equal((2, 1, null), (version.Version.RunNumber, version.Version.Parent, version.Version.ParentModel));
        Assert.Equal(1, version.Parent!.Number);
        Assert.Equal(
            ["decode: rgb, 0 to 255", "resize: 224 x 200 px, bilinear", "subtract: 127", "divide: 128"],
            version.Preprocessing.Select(p => $"{p.Name}: {p.Detail}")
        );
        Assert.Equal("8 pictures, largest logit difference 2e-6", version.Parity);
        Assert.False(version.ArtifactMissing);
        Assert.Equal("/models/pets-net/versions/2/model.keras", version.DownloadUrl);
        Assert.Equal(80, version.Evaluation!.Predictions!.Rows.Count);
        Assert.Equal([0], version.Curves.Epochs);

        File.Delete(registry.Layout.Blob(version.Version.Artifact));
        Assert.True((await registry.SendAsync(new GetModelVersion("pets-net", 2)))!.ArtifactMissing);
        var summary = Assert.Single(await registry.SendAsync(new ListModels()));
        Assert.Equal((2, 2, null), (summary.Versions, summary.Latest.Number, summary.Champion));
        Assert.Equal("pets-net", Assert.Single((await registry.SendAsync(new Core.Runs.GetRun(version.Version.Run)))!.RegisteredAs).Model.Value);
    }

    [Fact]
    public async Task AddVersion_OfADamagedArtifact_IsRefused()
    {
        var contents = await ContentsAsync();
        await File.AppendAllTextAsync(registry.Layout.Blob(contents.Artifact), "x", Cancelled);
        Assert.Contains("missing or damaged", (await registry.Models.AddVersionAsync("pets-net", contents, Caller.LocalOwner, Cancelled)).Refusal);
        Assert.Contains("Expected a model name", (await registry.Models.AddVersionAsync("../x", contents, Caller.LocalOwner, Cancelled)).Refusal);
        Assert.Empty(await registry.SendAsync(new ListModels()));
        Assert.DoesNotContain(await registry.SendAsync(new ListActivity()), a => a.Action == "version-registered");
    }

    [Fact]
    public async Task MoveAlias_ByManyAtOnce_OneWinsEveryRound()
    {
        const int rounds = 15;
        await AddVersionAsync();
        await AddVersionAsync();
        await using var other = registry.Beside();
        for (var round = 0; round < rounds; round++)
        {
            var model = (await registry.SendAsync(new GetModel("pets-net")))!;
            var target = model.Aliases.GetValueOrDefault("champion") == 1 ? 2 : 1;
            var outcomes = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(i =>
                        (i % 2 == 0 ? registry : other).SendAsync(new MoveAlias(model.Id, "champion", target, $"round {round} of {i}", model.Revision))
                    )
            );
            Assert.Single(outcomes, o => o.IsDone);
            Assert.All(
                outcomes.Where(o => !o.IsDone),
                o => Assert.Equal($"pets-net was changed by local user in the meantime: champion is v{target} now. Look again before you move it.", o.Refusal)
            );
        }
        var activity = await registry.SendAsync(new ListActivity());
        Assert.Equal(rounds, activity.Count(a => a.Action == "alias-moved"));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Fact]
    public async Task MoveAlias_AsksForAReasonAnAliasAndAVersion()
    {
        var version = await AddVersionAsync();
        var revision = (await registry.SendAsync(new GetModel("pets-net")))!.Revision;
        async Task<string?> Move(string alias, int number, string reason) =>
            (await registry.SendAsync(new MoveAlias(version.Model, alias, number, reason, revision))).Refusal;

        Assert.Equal("Expected a reason; received an empty text.", await Move("champion", 1, "  "));
        Assert.Equal("Expected one of the aliases champion, challenger, staging; received \"king\".", await Move("king", 1, "why"));
        Assert.Equal("Expected a version of pets-net; received v7.", await Move("champion", 7, "why"));
        Assert.Equal(
            "pets-net has no version with the alias staging.",
            (await registry.SendAsync(new RemoveAlias(version.Model, "staging", "why", revision))).Refusal
        );
        Assert.Null(await Move("champion", 1, "better on\nrare classes"));
        Assert.Equal(
            "champion of pets-net is v1 already.",
            (await registry.SendAsync(new MoveAlias(version.Model, "champion", 1, "why", revision + 1))).Refusal
        );

        var found = (await registry.Models.FindAsync("pets-net", "champion", Cancelled))!;
        Assert.Equal(1, found.Number);
        var line = (await registry.SendAsync(new ListActivity()))[0];
        Assert.Equal(
            ("alias-moved", "champion of pets-net is now v1.", "better on rare classes", "local user"),
            (line.Action, line.Sentence, line.Reason, line.Actor)
        );

        Assert.True((await registry.SendAsync(new RemoveAlias(version.Model, "champion", "wrong classes", revision + 1))).IsDone);
        Assert.Null(await registry.Models.FindAsync("pets-net", "champion", Cancelled));
    }

    [Fact]
    public async Task AliasImpact_ShowsDeltasToTheIncumbent()
    {
        var wrong = Enumerable.Range(0, 12).Select(i => $"cat/{i}.png").ToArray();
        var first = await AddVersionAsync(0.85, wrong);
        await AddVersionAsync(0.9875, "dog/0.png");
        var revision = (await registry.SendAsync(new GetModel("pets-net")))!.Revision;
        Assert.Equal(
            "v1 becomes the first champion, with 85.0 % validation accuracy.",
            (await registry.SendAsync(new GetAliasImpact(first.Model, "champion", 1)))!.Sentence
        );
        await registry.SendAsync(new MoveAlias(first.Model, "champion", 1, "first", revision));

        var impact = (await registry.SendAsync(new GetAliasImpact(first.Model, "champion", 2)))!;
        Assert.Equal(
            "v2 replaces v1 as champion: validation accuracy changes by +13.8 points on the same 80 pictures (95 % interval +5.0 to +21.9).",
            impact.Sentence
        );
        Assert.Equal((1, 1, 0.1375), (impact.Incumbent, impact.Metrics[0].Best, Math.Round(impact.Metrics[0].Deltas[1]!.Value, 6)));
        Assert.Null(await registry.SendAsync(new GetAliasImpact(first.Model, "champion", 9)));
    }

    [Fact]
    public async Task Description_WrittenByTwo_RefusesTheSecond_AndSaysWhatIsThere()
    {
        var version = await AddVersionAsync();
        Assert.True((await registry.SendAsync(new DescribeModel(version.Model, "cats and dogs", ""))).IsDone);
        var second = await registry.SendAsync(new DescribeModel(version.Model, "mice", ""));
        Assert.Equal((EditedText.Conflict, "cats and dogs"), (second.Reason!.Code, second.Reason.Find("now")!.Text));
        Assert.True((await registry.SendAsync(new DescribeModel(version.Model, "cats, dogs and mice", "cats and dogs"))).IsDone);
        // The same text again is no conflict: the answer to the first was lost.
        Assert.True((await registry.SendAsync(new DescribeModel(version.Model, "cats, dogs and mice", "cats and dogs"))).IsDone);
    }

    [Fact]
    public async Task Activity_EditedBehindTheRegistry_BreaksTheChainThere()
    {
        var version = await AddVersionAsync();
        await registry.SendAsync(new DescribeModel(version.Model, "cats and dogs"));
        await registry.SendAsync(new ArchiveModel(version.Model, true));
        Assert.Null(ActivityChain.Break(registry.Layout.Database));

        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("UPDATE Activity SET Actor = 'somebody else' WHERE Id = 2", Cancelled));
        Assert.Equal(2, ActivityChain.Break(registry.Layout.Database)!.Find("line")!.Number);
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("DELETE FROM Activity WHERE Id = 2", Cancelled));
        Assert.Equal(3, ActivityChain.Break(registry.Layout.Database)!.Find("line")!.Number);
    }

    [Fact]
    public async Task WhatMustNotChange_IsRefusedByTheContextAndTheDatabase()
    {
        await AddVersionAsync();
        await using var context = await registry.Get<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(Cancelled);
        context.Remove(await context.Activity.FirstAsync(Cancelled));
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(Cancelled));
        // A run that a version was made from can't be deleted, by whatever road.
        await Assert.ThrowsAsync<SqliteException>(() => registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("DELETE FROM Runs", Cancelled)));
    }

    private async Task<RegisteredVersion> AddVersionAsync(double accuracy = 0.9, params string[] wrong)
    {
        var added = await registry.Models.AddVersionAsync("pets-net", await ContentsAsync(accuracy, wrong), Caller.LocalOwner, Cancelled);
        Assert.True(added.IsDone, added.Refusal);
        registry.Time.Advance(TimeSpan.FromSeconds(1));
        return added.Value!;
    }

    private async Task<RegisteredVersion> AddVersionAsync(ModelVersionId parent)
    {
        var added = await registry.Models.AddVersionAsync("pets-net", await ContentsAsync() with { Parent = parent }, Caller.LocalOwner, Cancelled);
        return added.Value!;
    }

    private async Task<ModelVersionContents> ContentsAsync(double accuracy = 0.9, params string[] wrong)
    {
        var run = await registry.AddFinishedRunAsync(dataset, [accuracy], evaluationJson: Samples.EvaluationJson(dataset.ClassNames, 40, wrong));
        return await registry.ContentsOfAsync(run) with
        {
            Description = "first try",
            ParityJson = """{"sentence":"8 pictures, largest logit difference 2e-6","pictures":8}""",
        };
    }
}
