using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

/// <summary>What is said of pictures since a version, and the version that comes of it.</summary>
public sealed class LabelDraftTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Save_IsKept_ForEverybodyWhoAsks_AndTheVersionStays()
    {
        var pets = await registry.AddDatasetAsync("pets", 3);
        var edit = (await SaveAsync(pets, "cat/0.png", new("cat/0.png") { Class = "dog" }, 0)).Value!;
        Assert.Equal((1, "dog"), (edit.Revision, edit.Truth!.Class));

        var draft = await DraftAsync(pets);
        Assert.Equal((1, 1, "pets"), (draft.Number, draft.Newest, draft.DatasetName));
        Assert.Equal(["cat", "dog"], draft.Names);
        Assert.Equal("dog", draft.Edits["cat/0.png"].Truth!.Class);
        Assert.Equal("cat", draft.Pictures.Single(p => p.Path == "cat/0.png").Class);
        Assert.Equal(1, (await registry.SendAsync(new GetDataset(pets.Dataset)))!.LabelledSince);
    }

    [Fact]
    public async Task Save_ByOneWhoDidNotSeeTheLast_IsRefused_AndTheSameAgainIsNot()
    {
        var pets = await registry.AddDatasetAsync("pets", 3);
        PictureTruth dog = new("cat/0.png") { Class = "dog" };
        await SaveAsync(pets, "cat/0.png", dog, 0);
        var late = await SaveAsync(pets, "cat/0.png", new("cat/0.png") { Class = "cat" }, 0);
        Assert.Equal((SaveLabels.Changed, RefusalKind.Conflict), (late.Reason!.Code, late.Reason.Kind));
        Assert.Equal("dog", (await DraftAsync(pets)).Edits["cat/0.png"].Truth!.Class);
        Assert.Equal(1, (await SaveAsync(pets, "cat/0.png", dog, 0)).Value!.Revision);
        Assert.Equal(2, (await SaveAsync(pets, "cat/0.png", null, 1)).Value!.Revision);
        Assert.Null((await DraftAsync(pets)).Edits["cat/0.png"].Truth);
        Assert.Equal(0, (await registry.SendAsync(new GetDataset(pets.Dataset)))!.LabelledSince);
    }

    [Fact]
    public async Task Save_OfWhatCanNotBe_IsRefused()
    {
        var pets = await registry.AddDatasetAsync("pets", 3);
        await RefusedAsync("revision.picture.unknown", "none.png", new("none.png") { Class = "dog" });
        await RefusedAsync("revision.merge.unknown", "cat/0.png", new("cat/0.png") { Class = "horse" });
        await RefusedAsync("revision.relabel.kind", "cat/0.png", new("cat/0.png") { Labels = ["dog"] });
        await RefusedAsync("revision.relabel.kind", "cat/0.png", new("cat/0.png") { Class = "dog", Target = [1, 1] });
        Assert.Empty((await DraftAsync(pets)).Edits);

        async Task RefusedAsync(string code, string path, PictureTruth truth) => Assert.Equal(code, (await SaveAsync(pets, path, truth, 0)).Reason?.Code);
    }

    [Fact]
    public async Task Publish_MakesAVersionOfAll_AndLeavesNoDraft()
    {
        var pets = await registry.AddDatasetAsync("pets", 3);
        Assert.Equal(2, (await registry.SendAsync(new AddLabelName(pets.Version, " bird "))).Value);
        Assert.Equal(2, (await registry.SendAsync(new AddLabelName(pets.Version, "Bird"))).Value);
        await SaveAsync(pets, "cat/0.png", new("cat/0.png") { Class = "bird" }, 0);
        await SaveAsync(pets, "cat/1.png", new("cat/1.png") { Class = "cat", IsLeftOut = true }, 0);
        await SaveAsync(pets, "cat/2.png", new("cat/2.png") { Class = "dog" }, 0);
        await SaveAsync(pets, "cat/2.png", null, 1);
        Assert.Equal(2, (await registry.SendAsync(new PublishLabels(pets.Version))).Value);

        var details = (await registry.SendAsync(new GetDataset(pets.Dataset)))!;
        Assert.Equal((2, 5), (details.Version.Number, details.Version.Pictures));
        Assert.Equal([new("bird", 1), new("cat", 1), new("dog", 3)], details.Classes);
        Assert.Equal("v1, 1 labelled anew, 1 left out", details.Version.Source);
        var draft = await DraftAsync(pets);
        Assert.All(draft.Edits.Values, edit => Assert.Null(edit.Truth));
        Assert.Equal(["cat", "dog"], draft.Names);
        Assert.Equal(2, draft.Newest);
        // A window that still shows the draft is told so, instead of changing what is there no longer.
        Assert.Equal(SaveLabels.Changed, (await SaveAsync(pets, "cat/0.png", new("cat/0.png") { Class = "dog" }, 1)).Reason!.Code);
        Assert.True((await SaveAsync(pets, "cat/0.png", new("cat/0.png") { Class = "dog" }, draft.Edits["cat/0.png"].Revision)).IsDone);
        await registry.SendAsync(new DiscardLabels(pets.Version));
        Assert.Equal("labels.none", (await registry.SendAsync(new PublishLabels(pets.Version))).Reason!.Code);
    }

    [Fact]
    public async Task Publish_WhileOthersLabel_LosesNothing()
    {
        var pets = await registry.AddDatasetAsync("pets", 40);
        await SaveAsync(pets, "dog/0.png", new("dog/0.png") { Class = "cat" }, 0);
        var labelling = Task.Run(
            async () =>
            {
                for (var i = 0; i < 30; i++)
                    Assert.True((await SaveAsync(pets, $"cat/{i}.png", new($"cat/{i}.png") { Class = "dog" }, 0)).IsDone);
            },
            Cancelled
        );
        Outcome<int> saved;
        do saved = await registry.SendAsync(new PublishLabels(pets.Version));
        while (saved.Reason is { Code: "labels.moving" });
        await labelling;
        Assert.True(saved.IsDone, saved.Refusal);
        var manifest = await registry.Datasets.ReadManifestAsync((await registry.Datasets.FindByNameAsync("pets", saved.Value, Cancelled))!.Version, Cancelled);
        var published = manifest!.Entries.Where(e => e.Path.StartsWith("cat/", StringComparison.Ordinal) && e.Class == "dog").Select(e => e.Path);
        var left = (await DraftAsync(pets)).Edits.Values.Where(edit => edit.Truth is not null).Select(edit => edit.Path);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"cat/{i}.png").Order(StringComparer.Ordinal), published.Concat(left).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Discard_ForgetsAll()
    {
        var pets = await registry.AddDatasetAsync("pets", 3);
        await registry.SendAsync(new AddLabelName(pets.Version, "bird"));
        await SaveAsync(pets, "cat/0.png", new("cat/0.png") { Class = "bird" }, 0);
        Assert.True((await registry.SendAsync(new DiscardLabels(pets.Version))).IsDone);
        var draft = await DraftAsync(pets);
        Assert.All(draft.Edits.Values, edit => Assert.Null(edit.Truth));
        Assert.Equal(["cat", "dog"], draft.Names);
    }

    [Fact]
    public async Task Boxes_OfWhatNobodyLabelled_MakeItPartOfTheSplitAgain()
    {
        var scenes = await AddAsync("scenes", new([], [.. Enumerable.Range(0, 4).Select(Unlabelled)]) { Kind = ObjectDetectionCard.BoxesKind });
        Assert.Equal(4, (await registry.SendAsync(new GetDataset(scenes.Dataset)))!.Report.Parts?.Unlabelled);
        var cup = (await registry.SendAsync(new AddLabelName(scenes.Version, "cup"))).Value;
        var apple = (await registry.SendAsync(new AddLabelName(scenes.Version, "apple"))).Value;
        Assert.Equal((0, 1), (cup, apple));
        var row = ObjectRow.Write(new(64, 48, [new(cup, new(1, 2, 11, 12), 100), new(apple, new(20, 20, 30, 40), 200)]));
        Assert.True((await SaveAsync(scenes, "0.png", new("0.png") { Target = row }, 0)).IsDone);
        Assert.Equal("revision.relabel.target", (await SaveAsync(scenes, "1.png", new("1.png") { Target = [64, 48, 2, 0, 0, 1, 1, 1, 0] }, 0)).Reason!.Code);
        // Looked at, and nothing in it.
        Assert.True((await SaveAsync(scenes, "1.png", new("1.png") { Target = [64, 48] }, 0)).IsDone);
        Assert.True((await SaveAsync(scenes, "2.png", new("2.png") { Target = row }, 0)).IsDone);
        var draft = await DraftAsync(scenes);
        Assert.Equal([true, true, true, false], draft.Pictures.Select(draft.IsLabelled));

        Assert.Equal(2, (await registry.SendAsync(new PublishLabels(scenes.Version))).Value);
        var second = (await registry.Datasets.FindByNameAsync("scenes", 2, Cancelled))!;
        var manifest = (await registry.Datasets.ReadManifestAsync(second.Version, Cancelled))!;
        Assert.Equal(["apple", "cup"], manifest.ClassNames);
        Assert.Equal([null, null, null, DatasetPart.Unlabelled], manifest.Entries.Select(e => e.Part));
        Assert.Equal([1, 0], ObjectRow.Read(manifest.Entries[0].Target!, 2).Objects.Select(found => found.Class));
        Assert.Equal(1, second.Parts!.Unlabelled);

        // Deciding the split leaves apart what is not labelled.
        await registry.SendAsync(new ReviseDataset(second.Version, new HoldOut(0.4, 0, Stratified: false)));
        var split = (await registry.Datasets.FindByNameAsync("scenes", 3, Cancelled))!.Parts!;
        Assert.Equal((2, 1, 1), (split.Training, split.Validation, split.Unlabelled));
    }

    [Fact]
    public async Task Proposer_IsTheNewestRunOfThatKindOfData()
    {
        var pets = await registry.AddDatasetAsync("pets", 3);
        Assert.Null(await registry.SendAsync(new FindProposer(pets.Version)));
        await registry.AddFinishedRunAsync(pets, [0.5]);
        var newest = await registry.AddFinishedRunAsync(pets, [0.6]);
        Assert.Equal(newest, (await registry.SendAsync(new FindProposer(pets.Version)))?.Run);
        var birds = await registry.AddDatasetAsync("birds", 3, "crow", "gull");
        Assert.Null(await registry.SendAsync(new FindProposer(birds.Version)));
    }

    private static DatasetEntry Unlabelled(int i) =>
        new($"{i}.png", "", 100 + i, Samples.Sha($"scene{i}"), 64, 48) { Target = [64, 48], Part = DatasetPart.Unlabelled };

    private Task<Outcome<LabelEdit>> SaveAsync(StoredDatasetVersion of, string path, PictureTruth? truth, int seen) =>
        registry.SendAsync(new SaveLabels(of.Version, path, truth, seen));

    private async Task<LabelDraft> DraftAsync(StoredDatasetVersion of) => (await registry.SendAsync(new GetLabels(of.Version)))!;

    private async Task<StoredDatasetVersion> AddAsync(string name, DatasetManifest manifest)
    {
        var file = await Samples.WriteManifestAsync(registry.Folder, manifest);
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, name, new UploadSource("f", name + ".zip"), Caller.LocalOwner, Cancelled);
        var report = Samples.Report(manifest) with { Parts = PartCounts.Of(manifest.Entries) };
        var done = await registry.Datasets.CompleteImportAsync(import.Value, new(file, report, null), Cancelled);
        Assert.True(done.IsDone, done.Refusal);
        return done.Value!;
    }
}
