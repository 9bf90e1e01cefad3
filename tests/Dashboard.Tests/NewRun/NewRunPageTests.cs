using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.NewRun;

public sealed class NewRunPageTests : DashboardContext
{
    private readonly CustomModelSummary own = new(
        CustomModelId.New(),
        "histology net",
        $"custom:{new string('a', 64)}/histology net",
        new string('a', 64),
        9_000_000,
        2_250_000,
        40,
        [null, 96, 96, 3],
        [null, 128],
        "pool",
        "pretrained_model.keras, brought by anna",
        2,
        DateTimeOffset.UnixEpoch,
        false
    );
    private static readonly BackboneWeights Missing = new(
        "b0_notop.h5",
        "/srv/mlops/weights",
        "https://example.org/b0_notop.h5",
        new string('c', 64),
        null,
        null
    );
    private readonly DatasetDetails emoji = Details("emoji", 1_583, 128);
    private readonly DatasetDetails photos = Details("photos", 400, 640);
    private readonly RunId started = RunId.New();

    public NewRunPageTests()
    {
        Sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(_ => [Summary(emoji), Summary(photos)]);
        Sender.On<GetDataset, DatasetDetails?>(q => new[] { emoji, photos }.FirstOrDefault(d => d.Id == q.Dataset && (q.Number ?? 1) == 1));
        Sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(_ => [own]);
        Sender.On<ListBackboneSpeeds, IReadOnlyList<BackboneSpeed>>(_ => [new("MobileNetV3Small", 128, 0.82, 2)]);
        Sender.On<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>(q =>
            Outcome.Of<IReadOnlyList<BackboneLayer>>([.. Enumerable.Range(0, 147).Select(i => new BackboneLayer(i, $"layer_{i}", "Conv2D", 10))])
        );
        Sender.On<GetBackboneWeights, Outcome<BackboneWeights>>(_ => Missing);
        Sender.On<EstimateRun, RunEstimate>(q => new(40, 0.9, "about 40 s, 0.9 GB"));
        Sender.On<PreviewAugmentation, Outcome<IReadOnlyList<PreviewPicture>>>(q =>
            Outcome.Of<IReadOnlyList<PreviewPicture>>([.. Enumerable.Range(0, q.Count).Select(i => new PreviewPicture($"/drawn/{i}", "a"))])
        );
        Sender.On<StartRun, Outcome<RunId>>(_ => started);
    }

    [Fact]
    public void FromDatasetToStartedRun_IsTwoClicks()
    {
        Navigation.NavigateTo("/runs/new");
        var page = Render<NewRunPage>();
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));

        page.FindAll(Test("pick-dataset"))[0].Click();
        page.Find(Test("start-run")).Click();

        var sent = Assert.Single(Sender.SentOf<StartRun>());
        Assert.Equal(emoji.Version.Id, sent.Dataset);
        Assert.Equal("EfficientNetLite0", sent.Spec.Backbone.Name);
        Assert.Equal([128, 128], sent.Spec.Data.ImageSize);
        Assert.EndsWith($"/runs/{started}", Navigation.Uri);
    }

    [Fact]
    public void Weights_ThatComeWithTheProgram_AreHere_AndNobodyIsAsked()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Contains("they come with the program", page.Find(Test("weights")).TextContent);
        Assert.Empty(Sender.SentOf<GetBackboneWeights>());
    }

    [Fact]
    public void Weights_ThatAreMissing_AreFetchedOnRequest_WithProgress()
    {
        var end = new TaskCompletionSource<Outcome<BackboneWeights>>();
        Sender.OnAsync<FetchBackboneWeights, Outcome<BackboneWeights>>(q =>
        {
            q.Progress.Report(new(4_000_000, 16_000_000));
            return end.Task;
        });
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("backbone-EfficientNetB0")).Change(true);
        page.WaitForAssertion(() =>
            Assert.Contains("Weights are not on this machine yet: about 16.2 MB will be fetched when the run starts", page.Find(Test("weights")).TextContent)
        );
        Assert.Contains("/srv/mlops/weights", page.Find(Test("weights-hand")).TextContent);
        Assert.Contains("SHA-256" + new string('c', 64), page.Find(Test("weights-hand")).TextContent);
        page.Find(Test("weights-fetch")).Click();
        page.WaitForAssertion(() => Assert.Contains("4.00 MB of 16.0 MB fetched", page.Find(Test("weights")).TextContent));
        end.SetResult(Missing with { Bytes = 16_000_000 });
        page.WaitForAssertion(() => Assert.Equal("Weights are here, 16.0 MB", page.Find(Test("weights")).TextContent.Trim()));
    }

    [Fact]
    public void Weights_WhileFetched_CanBeGivenUp()
    {
        Sender.OnAsync<FetchBackboneWeights, Outcome<BackboneWeights>>(_ => new TaskCompletionSource<Outcome<BackboneWeights>>().Task);
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("backbone-EfficientNetB0")).Change(true);
        page.WaitForElement(Test("weights-fetch")).Click();
        page.WaitForElement(Test("weights-cancel")).Click();
        page.WaitForElement(Test("weights-fetch"));
        Assert.True(Sender.TokenOf<FetchBackboneWeights>().IsCancellationRequested);
        Assert.Empty(page.FindAll(Test("weights-refusal")));
    }

    [Fact]
    public void Weights_ThatCanNotBeHad_SayWhyInASentence()
    {
        Sender.On<FetchBackboneWeights, Outcome<BackboneWeights>>(_ => Outcome<BackboneWeights>.Refused(Refusal.OfSentence("Connection refused")));
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("backbone-EfficientNetB0")).Change(true);
        page.WaitForElement(Test("weights-fetch")).Click();
        page.WaitForAssertion(() => Assert.Equal("The weights are not here: Connection refused", page.Find(Test("weights-refusal")).TextContent));
        Assert.NotNull(page.Find(Test("weights-fetch")));
    }

    [Fact]
    public void EverythingSaid_IsInTheReadersLanguage()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Equal(
            "冻结整个 EfficientNetLite0，训练 8 类分类器（10 轮，Adam，学习率 0.001），按 val_accuracy 保留最佳模型。",
            page.Find(Test("sentence")).TextContent
        );
        Assert.Equal("中型数据集（1,583 张图片），与 ImageNet 的相似度中等：微调约 20 层。", page.Find(Test("advice")).TextContent);
        Assert.Contains("指标不再改善时停止（早停）", page.Find(Test("section-training")).TextContent);
        Assert.Contains("1. 特征提取", page.Find(Test("stage")).TextContent);
        Assert.Contains("初次尝试与低配机器；权重已内置，可离线使用", page.Find(Test("backbone-cards")).TextContent);
        Assert.Contains("开始训练", page.Find(Test("start-run")).TextContent);
    }

    [Fact]
    public void Monitor_OffersTheTasksMetrics()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        var monitor = page.Find(Test("field-callbacks[0].monitor"));
        Assert.Equal(
            ["val_loss", "val_accuracy", "val_f1_macro", "val_balanced_accuracy", "loss", "accuracy"],
            monitor.QuerySelectorAll("option").Select(o => o.TextContent)
        );
        monitor.Change("accuracy");
        page.Find(Test("start-run")).Click();
        Assert.Equal("accuracy", Assert.Single(Sender.SentOf<StartRun>()).Spec.Callbacks[0].Text("monitor"));
    }

    // A press that comes again carries the same key: the registry answers with the run that is there.
    [Fact]
    public async Task Start_PressedTwentyTimes_StartsOneRun()
    {
        var answer = new TaskCompletionSource<Outcome<RunId>>();
        Sender.OnAsync<StartRun, Outcome<RunId>>(_ => answer.Task);
        var page = Open($"/runs/new?dataset={emoji.Id}");
        var button = page.Find(Test("start-run"));
        // Each press ends with the answer, which comes after the last one.
        var presses = Enumerable.Range(0, 20).Select(_ => button.ClickAsync(new())).ToList();
        Assert.Single(Sender.SentOf<StartRun>());
        await page.InvokeAsync(() => answer.SetResult(started));
        await Task.WhenAll(presses);
        await page.InvokeAsync(() => page.FindAll(Test("start-run")).FirstOrDefault()?.ClickAsync(new()) ?? Task.CompletedTask);
        Assert.Single(Sender.SentOf<StartRun>().Select(s => s.IdempotencyKey).Distinct());
        Assert.NotNull(Sender.SentOf<StartRun>().First().IdempotencyKey);
    }

    [Fact]
    public void Adviser_ToldWhatItDoesNotOffer_KeepsItsChoice()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        var before = page.Find(Test("similarity")).GetAttribute("value");
        foreach (var forged in new[] { "no such thing", "99", "" })
            page.Find(Test("similarity")).Change(forged);
        Assert.Equal(before, page.Find(Test("similarity")).GetAttribute("value"));
    }

    // What a script may send in the place of the form: read, refused or left alone, field by field; what starts is what the validator lets pass.
    [Fact]
    public void EveryField_ToldWhatItDoesNotOffer_StaysAField_AndStartsNothingThatIsRefused()
    {
        string[] forged = ["-1", "1e999", "no such thing"];
        var page = Open($"/runs/new?dataset={emoji.Id}");
        var names = page.FindAll("select, input:not([type=checkbox]):not([type=radio]):not([type=file])")
            .Select(f => f.GetAttribute("data-testid"))
            .OfType<string>()
            .Distinct()
            .ToList();
        Assert.True(names.Count >= 10, string.Join(", ", names));
        foreach (var name in names)
        {
            foreach (var value in forged)
            {
                if (page.FindAll(Test(name)).FirstOrDefault() is not { } field)
                    continue;
                try
                {
                    field.Change(value);
                }
                catch (MissingEventHandlerException)
                {
                    field.Input(value);
                }
            }
            var start = page.Find(Test("start-run"));
            if (!start.HasAttribute("disabled"))
                start.Click();
        }
        Assert.NotNull(page.Find(Test("start-run")));
        Assert.All(Sender.SentOf<StartRun>(), s => Assert.Empty(TrainingSpecValidator.Validate(s.Spec)));
    }

    [Fact]
    public void Estimate_FollowsTheDraft()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Equal("about 40 s, 0.9 GB", page.Find(Test("estimate")).TextContent);
        Assert.Equal("Ready to train on 1,583 pictures: about 40 s, 0.9 GB", page.Find(Test("headline")).TextContent);
        Assert.Contains("8-way", page.Find(Test("sentence")).TextContent);
    }

    [Fact]
    public void Estimate_NotMeasuredYet_IsAskedAgainUntilItIs()
    {
        var measured = false;
        Sender.On<EstimateRun, RunEstimate>(q => measured ? new(40, 0.9, "about 40 s, 0.9 GB") : new(null, 0.9, "not measured yet"));
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.WaitForAssertion(() => Assert.Equal("not measured yet", page.Find(Test("estimate")).TextContent));
        measured = true;
        page.WaitForAssertion(() =>
        {
            Tick(4_000);
            Assert.Equal("about 40 s, 0.9 GB", page.Find(Test("estimate")).TextContent);
        });
        var asked = Sender.SentOf<EstimateRun>().Count();
        Tick(60_000);
        Assert.Equal(asked, Sender.SentOf<EstimateRun>().Count());
    }

    [Fact]
    public async Task Draft_LivesInTheAddress_AndComesBackFromIt()
    {
        var page = Open($"/runs/new?dataset={photos.Id}");
        page.Find(Test("backbone-MobileNetV3Small")).Change(true);
        page.Find(Test("strategy-" + StrategyNames.FineTuning)).Change(true);
        page.Find(Test("augment-RandomFlip")).Change(true);
        Tick();
        page.WaitForAssertion(() => Assert.Contains("spec=", Navigation.Uri));
        var address = Navigation.Uri;

        await DisposeComponentsAsync();
        var again = Open(address);
        Assert.Contains("MobileNetV3Small", again.Find(Test("sentence")).TextContent);
        Assert.Contains("last 20 layers", again.Find(Test("sentence")).TextContent);
        Assert.True(again.Find(Test("augment-RandomFlip")).HasAttribute("checked"));
        again.Find(Test("start-run")).Click();
        Assert.Equal(photos.Version.Id, Sender.SentOf<StartRun>().Single().Dataset);
    }

    [Fact]
    public void Draft_OfARemedy_OpensWithItsSpecDatasetAndParent()
    {
        var parent = RunId.New();
        Sender.On<GetRun, RunDetails?>(_ => null);
        var spec = SpecPresets.For(StrategyNames.Everything, "EfficientNetB0", "dataset:photos/v1", imageSize: 96);
        var page = Open("/runs/new?draft=" + Drafts.Add(new(spec, photos.Version.Id, parent, "Remedy: more augmentation")));

        Assert.Equal("Remedy: more augmentation", page.Find(Test("draft-why")).TextContent);
        page.Find(Test("start-run")).Click();
        var sent = Sender.SentOf<StartRun>().Single();
        Assert.Equal((photos.Version.Id, parent), (sent.Dataset, sent.Parent!.Value));
        Assert.Equal([96, 96], sent.Spec.Data.ImageSize);
    }

    [Fact]
    public void Draft_NoLongerKept_IsSaid()
    {
        var page = Open("/runs/new?draft=gone");
        Assert.Contains("no longer kept", page.Find(Test("draft-why")).TextContent);
    }

    // The parent's dataset was renamed, and its name given to another one.
    [Theory]
    [InlineData("?from={0}")]
    [InlineData("?draft={1}")]
    public void Branch_TakesTheParentsDatasetById_NotAnotherOfItsName(string query)
    {
        var parent = Samples.Details(Samples.Row(12)) with
        {
            DatasetId = photos.Id,
            Spec = SpecPresets.For(StrategyNames.Everything, "EfficientNetB0", "dataset:emoji/v1", imageSize: 96),
        };
        parent = parent with { Row = parent.Row with { Dataset = "photos", DatasetVersion = photos.Version.Id, DatasetNumber = 1 } };
        Sender.On<GetRun, RunDetails?>(q => q.Run == parent.Row.Id ? parent : null);
        var page = Open(
            "/runs/new"
                + string.Format(
                    System.Globalization.CultureInfo.InvariantCulture,
                    query,
                    parent.Row.Id,
                    Drafts.Add(new(parent.Spec, photos.Version.Id, parent.Row.Id, "Remedy"))
                )
        );

        page.Find(Test("start-run")).Click();
        Assert.Equal((photos.Version.Id, "dataset:photos/v1"), (Sender.SentOf<StartRun>().Single().Dataset, Sender.SentOf<StartRun>().Single().Spec.Data.Path));
    }

    [Fact]
    public void BranchFromAnEpoch_ShowsWhatDiffers_RefusesWhatCannot_AndStartsThere()
    {
        var parent = Samples.Details(Samples.Row(12)) with
        {
            DatasetId = photos.Id,
            Spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetB0", "dataset:photos/v1", imageSize: 96),
        };
        parent = parent with { Row = parent.Row with { Dataset = "photos", DatasetVersion = photos.Version.Id, DatasetNumber = 1 } };
        Sender.On<GetRun, RunDetails?>(q => q.Run == parent.Row.Id ? parent : null);
        Sender.On<GetRunCurves, RunCurves?>(_ => Samples.Curves(12, 5));
        var page = Open($"/runs/new?from={parent.Row.Id}&after=3");
        Assert.Contains("From epoch 3 of run 12", page.Find(Test("section-branch")).TextContent);
        Assert.NotNull(page.Find(Test("branch-unchanged")));

        page.Find(Test("field-head.dropout")).Change("0.5");
        Assert.Contains("head.dropout", page.Find(Test("branch-changes")).TextContent);
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("field-seed")).Change("7");
        Assert.Contains("seed", page.Find(Test("branch-problem")).TextContent);
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("field-seed")).Change("0");
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("after=3", Navigation.Uri, StringComparison.Ordinal));
        page.Find(Test("start-run")).Click();
        var sent = Assert.Single(Sender.SentOf<StartRun>());
        Assert.Equal((parent.Row.Id, 3, 0.5), (sent.Parent!.Value, sent.BranchAfter!.Value, sent.Spec.Head!.Dropout));
        Assert.Empty(Sender.SentOf<StartBaseline>());
    }

    [Fact]
    public void BranchFromAnEpochThatWasNotDone_BeginsAnew_AndSaysSo()
    {
        var parent = Samples.Details(Samples.Row(12)) with
        {
            DatasetId = photos.Id,
            Spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetB0", "dataset:photos/v1", imageSize: 96),
        };
        parent = parent with { Row = parent.Row with { Dataset = "photos", DatasetVersion = photos.Version.Id, DatasetNumber = 1 } };
        Sender.On<GetRun, RunDetails?>(_ => parent);
        Sender.On<GetRunCurves, RunCurves?>(_ => Samples.Curves(12, 5));
        var page = Open($"/runs/new?from={parent.Row.Id}&after=9");
        Assert.Empty(page.FindAll(Test("section-branch")));
        Assert.Contains("has not done epoch 9", page.Find(Test("draft-why")).TextContent);
    }

    [Fact]
    public void Branch_WhoseDatasetIsGone_SaysSo_AndTakesNoOtherOfItsName()
    {
        var parent = Samples.Details(Samples.Row(12)) with
        {
            DatasetId = DatasetId.New(),
            Spec = SpecPresets.For(StrategyNames.Everything, "EfficientNetB0", "dataset:emoji/v1", imageSize: 96),
        };
        Sender.On<GetRun, RunDetails?>(_ => parent);
        var page = Open($"/runs/new?from={parent.Row.Id}");

        Assert.Contains("does not exist any more", page.Find(Test("draft-why")).TextContent);
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
    }

    [Fact]
    public void Advice_ComesFromTheDatasetsRealSize_AndCanBeUsed()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.StartsWith("Medium dataset (1,583 pictures), medium similarity", page.Find(Test("advice")).TextContent);
        page.Find(Test("similarity")).Change("Low");
        page.Find(Test("use-advice")).Click();
        Assert.Contains("last 50 layers", page.Find(Test("sentence")).TextContent);
        Assert.Contains("layer_97", page.Find(Test("unfreeze")).TextContent);
        Assert.Empty(page.FindAll(Test("use-advice")));
    }

    [Fact]
    public void Backbones_AllOfThem_AreSearchedSortedAndChosen()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        // Three of Keras, and one's own.
        Assert.Equal(4, page.FindAll(".backbone").Count);
        page.Find(Test("all-backbones")).Click();
        page.Find(Test("find-backbone")).Input("resnet");
        Assert.All(page.FindAll(".backbone-pick"), p => Assert.Contains("ResNet", p.TextContent));
        page.FindAll(".sort").Single(b => b.TextContent.StartsWith("ImageNet", StringComparison.Ordinal)).Click();
        var first = page.FindAll(".backbone-pick input")[0].GetAttribute("data-testid")!["backbone-".Length..];
        Assert.Equal(Core.Backbones.BackboneCards.All.Where(c => c.Name.Contains("ResNet", StringComparison.Ordinal)).MaxBy(c => c.Top1)!.Name, first);
        page.FindAll(".backbone-pick input")[0].Change(true);
        page.Find(Test("all-backbones")).Click();
        page.Find(Test("find-backbone")).Input("");
        Assert.Equal("true", page.Find(Test("backbone-" + first)).GetAttribute("aria-checked"));
    }

    [Fact]
    public void Backbone_OfTheTeam_IsChosenLikeAnyOther_AtItsOwnSize()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("find-backbone")).Input("histo");
        Assert.Equal("histology net", page.Find(".backbone-name").TextContent);
        page.Find(Test($"custom-{own.Id}")).Change(true);
        Assert.Equal("true", page.Find(Test($"custom-{own.Id}")).GetAttribute("aria-checked"));
        Assert.Contains("histology net", page.Find(Test("sentence")).TextContent);
        page.Find(Test("start-run")).Click();
        var spec = Assert.Single(Sender.SentOf<StartRun>()).Spec;
        Assert.Equal((own.File, "pool", 96), (spec.Backbone.File, spec.Backbone.Layer?.ToString(), spec.Data.ImageSize[0]));
        Assert.Contains(Sender.SentOf<GetBackboneLayers>(), q => q.Backbone == own.File && q.Cut?.Name == "pool");
    }

    [Fact]
    public void GreyPictures_IntoABackboneForColour_AskHow()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Empty(page.FindAll(Test("backbone-channels")));
        page.Find(Test("spec-json")).Change("""{ "data": { "colorMode": "grayscale" }, "backbone": { "name": "EfficientNetB0" } }""");
        Assert.Contains("backbone.inputChannels", page.Find("[data-testid='section-backbone'] .labeled-problem").TextContent);
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("channels-sum")).Change(true);
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
        Assert.Equal($"/backbones/EfficientNetB0?tab=grayscale&dataset={emoji.Id}", page.Find(Test("compare-channels")).GetAttribute("href"));
    }

    [Fact]
    public void Option_OutOfRange_IsNamedNearItsField_AndStopsTheStart()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("field-stages[0].optimizer.learningRate")).Change("-1");
        Assert.Contains("received -1", page.Find("[data-field='stages[0].optimizer.learningRate'] .labeled-problem").TextContent);
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("field-stages[0].optimizer.learningRate")).Change("1e-4");
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
    }

    [Fact]
    public void Number_ThatIsNone_IsNamedNearItsField_AndStopsTheStart()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("field-head.dropout")).Change("much");
        Assert.Contains("received \"much\"", page.Find("[data-field='head.dropout'] .labeled-problem").TextContent);
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("field-head.dropout")).Change("0.5");
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
    }

    [Fact]
    public void Json_Edited_ChangesTheForm_AndAnUnknownPropertyIsRefused()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("spec-json")).Change("""{ "backbone": { "name": "EfficientNetB0" }, "sed": 1 }""");
        Assert.Contains("\"sed\"", page.Find(Test("json-refusal")).TextContent);
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("spec-json")).Change("""{ "backbone": { "name": "EfficientNetB0" }, "seed": 1 }""");
        Assert.Contains("EfficientNetB0", page.Find(Test("sentence")).TextContent);
        Assert.Equal("true", page.Find(Test("backbone-EfficientNetB0")).GetAttribute("aria-checked"));
    }

    [Fact]
    public void Refusal_OfTheStart_IsShownAndTheDraftStays()
    {
        Sender.On<StartRun, Outcome<RunId>>(_ => Outcome<RunId>.Refused(Refusal.OfSentence("Expected both parts of the split to hold pictures.")));
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("start-run")).Click();
        Assert.Contains("Expected both parts", page.Find(Test("start-refusal")).TextContent);
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
    }

    [Fact]
    public void Augmentation_ShowsTheUsualLayers_AndTheOthersOnDemand()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Empty(page.FindAll(Test("augment-CutMix")));
        page.Find(Test("augment-more")).Click();
        page.Find(Test("augment-CutMix")).Change(true);
        page.Find(Test("augment-more")).Click();
        Assert.True(page.Find(Test("augment-CutMix")).HasAttribute("checked"));
        Assert.Empty(page.FindAll(Test("augment-MixUp")));
    }

    [Fact]
    public void Preview_ShowsSixteenPictures_OnceSomethingIsOn()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Empty(Sender.SentOf<PreviewAugmentation>());
        page.Find(Test("augment-RandomRotation")).Change(true);
        Tick();
        page.WaitForAssertion(() => Assert.Equal(16, page.FindAll(".preview-grid img").Count));
        page.Find(Test("refresh-preview")).Click();
        Tick();
        page.WaitForAssertion(() => Assert.Equal([0, 1], Sender.SentOf<PreviewAugmentation>().Select(p => p.Seed)));
    }

    [Fact]
    public void Stage_UnfrozenGradually_HasItsFields_AndStartsAsSuch()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("field-stages[0].unfreeze")).Change("gradual");
        page.Find(Test("field-stages[0].gradual.layers")).Change("12");
        page.Find(Test("field-stages[0].gradual.everyEpochs")).Change("3");
        Assert.Contains("4 parts; the last one trains 36 layers", page.Find("[data-field='stages[0].gradual.everyEpochs']").TextContent);
        page.Find(Test("start-run")).Click();
        Assert.Equal(new GradualUnfreezing { Layers = 12, EveryEpochs = 3 }, Sender.SentOf<StartRun>().Single().Spec.Stages[0].Gradual);
    }

    [Fact]
    public void Rate_ThatFollowsASchedule_IsFilledIn_AndSurvivesAnotherOptimizer()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("field-stages[0].optimizer.learningRate.class")).Change("CosineDecay");
        // 1,267 training pictures in batches of 32, 10 epochs.
        Assert.Equal("400", page.Find(Test("field-stages[0].optimizer.learningRate.decaySteps")).GetAttribute("value"));
        Assert.True(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("drop-setter")).Click();
        page.Find(Test("field-stages[0].optimizer.learningRate.warmupSteps")).Change("40");
        page.Find(Test("field-stages[0].optimizer.class")).Change("SGD");
        page.Find(Test("field-stages[0].optimizer.clipnorm")).Change("1");
        page.Find(Test("start-run")).Click();
        var optimizer = Sender.SentOf<StartRun>().Single().Spec.Stages[0].Optimizer;
        Assert.Equal("SGD", optimizer.Class);
        Assert.Equal(1, optimizer.Number("clipnorm", 0));
        Assert.Equal(40, optimizer.Component("learningRate")!.Whole("warmupSteps", 0));
        Assert.Equal(0.001, optimizer.Component("learningRate")!.Number("initialLearningRate", 0));
    }

    [Theory]
    [InlineData("CosineDecay")]
    [InlineData("CosineDecayRestarts")]
    [InlineData("ExponentialDecay")]
    [InlineData("InverseTimeDecay")]
    [InlineData("PiecewiseConstantDecay")]
    [InlineData("PolynomialDecay")]
    public void Scheduler_OfEachSchedule_BeginsWhole(string schedule)
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("callback-LearningRateScheduler")).Change(true);
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
        var field = page.Find("[data-testid$='.schedule.class']");
        field.Change(schedule);
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("field-stages[0].optimizer.learningRate.class")).Change(schedule);
        page.Find(Test("field-stages[0].optimizer.learningRate.class")).Change("number");
        Assert.Equal("0.001", page.Find(Test("field-stages[0].optimizer.learningRate")).GetAttribute("value"));
    }

    [Fact]
    public void Stages_AreCopiedMovedAndRemoved()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("strategy-" + StrategyNames.FineTuning)).Change(true);
        page.FindAll(Test("stage-copy"))[1].Click();
        page.FindAll(Test("stage-up"))[0].Click();
        Assert.Equal(["1. fine-tuning", "2. feature extraction", "3. fine-tuning again"], page.FindAll(".stage-head strong").Select(e => e.TextContent));
        page.FindAll(Test("stage-remove"))[0].Click();
        Assert.Equal(["1. feature extraction", "2. fine-tuning again"], page.FindAll(".stage-head strong").Select(e => e.TextContent));
    }

    [Fact]
    public void LayerRates_AreAddedAndJudged()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("strategy-" + StrategyNames.FineTuning)).Change(true);
        page.FindAll(Test("add-layer-rate"))[1].Click();
        page.FindAll(Test("add-layer-rate"))[1].Click();
        Assert.Equal("-10", page.Find(Test("field-stages[1].layerRates[1].from")).GetAttribute("value"));
        page.Find(Test("field-stages[1].layerRates[1].from")).Change("-20");
        Assert.Contains("no other group begins at", page.Find("[data-field='stages[1].layerRates[1].from'] .labeled-problem").TextContent);
        page.Find(Test("field-stages[1].layerRates[1].from")).Change("block7a_expand_conv");
        page.Find(Test("start-run")).Click();
        Assert.Equal(["-20", "block7a_expand_conv"], Sender.SentOf<StartRun>().Single().Spec.Stages[1].LayerRates!.Select(r => r.From.ToString()));
    }

    [Fact]
    public void Loss_ForTwoClasses_IsRefusedForEight()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("field-loss.class")).Change("BinaryCrossentropy");
        Assert.Contains("exactly 2 classes", page.Find("[data-field='loss.class'] .labeled-problem").TextContent);
        page.Find(Test("field-data.classNames")).Change("c3, c1");
        Assert.False(page.Find(Test("start-run")).HasAttribute("disabled"));
        page.Find(Test("field-data.classNames")).Change("c3, dog");
        Assert.Contains("The `class_names` passed did not match", page.Find("[data-field='data.classNames'] .labeled-problem").TextContent);
    }

    [Fact]
    public void ChosenBackbone_TellsOfItsFamily()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test("find-backbone")).Input("VGG16");
        page.Find(Test("backbone-VGG16")).Change(true);
        var about = page.Find(Test("about-backbone"));
        Assert.Contains("71.3 % ImageNet top-1", about.QuerySelector("summary")!.TextContent);
        Assert.Contains("RGB becomes BGR", about.TextContent);
        Assert.Equal("https://arxiv.org/abs/1409.1556", about.QuerySelector("a")!.GetAttribute("href"));
        page.Find(Test("find-backbone")).Input("");
        page.Find(Test($"custom-{own.Id}")).Change(true);
        Assert.Empty(page.FindAll(Test("about-backbone")));
    }

    [Fact]
    public void FilesOwnClassifier_IsTrainedOn_AlsoWithItsOptimizer()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        Assert.Empty(page.FindAll(Test("keep-classifier")));
        page.Find(Test($"custom-{own.Id}")).Change(true);
        page.Find(Test("keep-classifier")).Click();
        page.Find(Test("field-continueOptimizer")).Change(true);
        page.Find(Test("start-run")).Click();
        var sent = Sender.SentOf<StartRun>().Single().Spec;
        Assert.Null(sent.Head);
        Assert.True(sent.ContinueOptimizer);
        Assert.True(Assert.Single(sent.Stages).Unfreeze.IsAll);
        Assert.Equal(own.File, sent.Backbone.File);
    }

    [Fact]
    public void NewHead_HasNoOptimizerToGoOnWith()
    {
        var page = Open($"/runs/new?dataset={emoji.Id}");
        page.Find(Test($"custom-{own.Id}")).Change(true);
        page.Find(Test("keep-classifier")).Click();
        page.Find(Test("field-continueOptimizer")).Change(true);
        page.Find(Test("new-head")).Click();
        page.Find(Test("start-run")).Click();
        var sent = Sender.SentOf<StartRun>().Single().Spec;
        Assert.NotNull(sent.Head);
        Assert.False(sent.ContinueOptimizer);
    }

    private IRenderedComponent<NewRunPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        var page = Render<NewRunPage>();
        Tick();
        page.WaitForAssertion(() => Assert.NotEmpty(Sender.SentOf<GetBackboneLayers>()));
        return page;
    }

    private static DatasetDetails Details(string name, int pictures, int side)
    {
        var version = new DatasetVersionInfo(DatasetVersionId.New(), 1, new string('a', 64), pictures, 8, 1, name + ".zip", default, 0);
        var classes = Enumerable.Range(0, 8).Select(i => new ClassCount("c" + i, pictures / 8)).ToList();
        return new(DatasetId.New(), name, null, false, version, [version], classes, [new(side, side, pictures)], 0, 0, new(pictures, [], classes, 1));
    }

    private static DatasetSummary Summary(DatasetDetails d) => new(d.Id, d.Name, d.Version.Id, 1, 1, d.Version.Pictures, d.Classes, [], null, default, false);
}
