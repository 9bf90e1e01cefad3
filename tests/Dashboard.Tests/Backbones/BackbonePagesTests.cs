using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.Backbones;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Backbones;

/// <summary>The gallery, a network of the team's own, and grey input.</summary>
public sealed class BackbonePagesTests : PageContext
{
    private static readonly ModelInspection Inspection = new(
        "net",
        [null, 64, 64, 3],
        [null, 5],
        1_000,
        [
            new(0, "in", "InputLayer", [null, 64, 64, 3], 0, []),
            new(1, "conv", "Conv2D", [null, 62, 62, 8], 224, ["in"]),
            new(2, "gap", "GlobalAveragePooling2D", [null, 8], 0, ["conv"]),
            new(3, "out", "Dense", [null, 5], 45, ["gap"]),
        ],
        new("out", "softmax"),
        new("gap", -2)
    );

    private CustomModelDetails details = new(
        new(
            CustomModelId.New(),
            "net",
            $"custom:{new string('c', 64)}/net",
            new string('c', 64),
            5_000,
            224,
            3,
            [null, 64, 64, 3],
            [null, 8],
            "gap",
            "net.keras, brought by anna",
            1,
            Samples.Now,
            false
        ),
        "net.keras",
        "anna",
        "",
        "",
        Inspection,
        null,
        [new(RunId.New(), 7, "first", RunStatus.Completed, MetricSet.OfOlderRuns.PrimarySpec, 0.9)],
        false
    );

    public BackbonePagesTests()
    {
        Sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(q => details.Summary.IsArchived && !q.IncludeArchived ? [] : [details.Summary]);
        Sender.On<GetCustomModel, CustomModelDetails?>(q => q.Model == details.Summary.Id ? details : null);
        Sender.On<EditCustomModel, Outcome>(q =>
        {
            details = details with { Summary = details.Summary with { Name = q.Name, Cut = q.Cut } };
            return Outcome.Done;
        });
        Sender.On<ArchiveCustomModel, Outcome>(q =>
        {
            details = details with { Summary = details.Summary with { IsArchived = q.Archived } };
            return Outcome.Done;
        });
        Sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(_ => []);
    }

    [Fact]
    public void Gallery_ShowsKerasAndOnesOwn_AndSearchesBoth()
    {
        var page = Render<BackbonesPage>();
        Assert.Equal(BackboneCards.All.Count + 1, page.FindAll(".card").Count);
        page.Find("[data-testid='search-backbones']").Input("brought by anna");
        Assert.Equal("net", Assert.Single(page.FindAll(".card-name")).TextContent);
        // The link carries a whole draft.
        var spec = DraftLink.Decode(page.Find(".card-go").GetAttribute("href")!.Split("spec=")[1]).Value!;
        Assert.Equal((details.Summary.File, "gap", 64), (spec.Backbone.File, spec.Backbone.Layer?.Name, spec.Data.ImageSize[0]));
        Assert.Empty(TrainingSpecValidator.Validate(spec));
    }

    [Fact]
    public void InChinese_ThePageSpeaksIt()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        Sender.On<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>(_ =>
            Outcome.Of<IReadOnlyList<BackboneLayer>>([new(0, "input_layer", "InputLayer", 0)])
        );
        var page = Render<BackbonePage>(p => p.Add(x => x.Name, "ResNet50"));
        Assert.Equal("ResNet50：基准网络；需与他人结果对比时选用", page.Find("[data-testid='headline']").TextContent);
        Assert.Contains("残差块", page.Find("[data-testid='family-facts']").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ("0", "region", "层"),
            (
                page.Find(".layer-list").GetAttribute("tabindex"),
                page.Find(".layer-list").GetAttribute("role"),
                page.Find(".layer-list").GetAttribute("aria-label")
            )
        );
    }

    [Fact]
    public void Backbone_TellsOfItsFamily()
    {
        Sender.On<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>(_ =>
            Outcome.Of<IReadOnlyList<BackboneLayer>>([new(0, "input_layer", "InputLayer", 0)])
        );
        foreach (var card in BackboneCards.All)
        {
            var family = BackboneFamily.Find(card.Family)!;
            var facts = Render<BackbonePage>(p => p.Add(x => x.Name, card.Name)).Find("[data-testid='family-facts']");
            Assert.Contains(family.InputRange, facts.TextContent);
            Assert.Contains(family.WhenToChoose, facts.TextContent);
            Assert.Equal(family.Address, facts.QuerySelector("a")!.GetAttribute("href"));
        }
    }

    [Fact]
    public void History_IsTheBackbones()
    {
        Navigation.NavigateTo($"backbones/custom/{details.Summary.Id}?tab=history");
        var page = Render<CustomModelPage>(p => p.Add(x => x.Id, details.Summary.Id.Value));
        Assert.Equal(new ListHistory(details.Summary.Id), Assert.Single(Sender.SentOf<ListHistory>()));
        Assert.NotNull(page.Find("[data-testid='no-history']"));
    }

    [Fact]
    public void Cut_IsBeforeTheClassifier_AndCanBeMoved()
    {
        var page = Render<CustomModelPage>(p => p.Add(x => x.Id, details.Summary.Id.Value));
        Assert.Contains("out", page.Find("[data-testid='classifier']").TextContent);
        Assert.Contains("(None, 8)", page.Find("[data-testid='cut-preview']").TextContent);
        // The picture itself is no feature.
        Assert.Empty(page.FindAll("[data-testid='cut-in']"));
        page.Find("[data-testid='cut-conv']").Change(true);
        Assert.Contains("(None, 62, 62, 8), pooled by the new head", page.Find("[data-testid='cut-preview']").TextContent);
        page.Find("[data-testid='save-custom']").Click();
        Assert.Equal("conv", Assert.Single(Sender.SentOf<EditCustomModel>()).Cut);
    }

    [Theory]
    [InlineData("words.edited.notes", "the notes")]
    [InlineData("words.edited.origin", "where it came from")]
    public void Mine_IsKept_OverWhatSomebodyElseWroteMeanwhile(string what, string words)
    {
        var (stored, isNotes) = ("theirs", what == "words.edited.notes");
        Sender.On<EditCustomModel, Outcome>(q =>
            EditedText.Check(isNotes ? q.BeganNotes : q.BeganOrigin, stored, isNotes ? q.Notes : q.Origin, what) is { } conflict
                ? Outcome.Refused(conflict)
                : Outcome.Done
        );
        var page = Render<CustomModelPage>(p => p.Add(x => x.Id, details.Summary.Id.Value));
        page.Find(isNotes ? "[data-testid='custom-notes']" : "[data-testid='custom-origin']").Input("mine");
        page.Find("[data-testid='save-custom']").Click();
        Assert.Contains(words, page.Find("[data-testid='text-conflict']").TextContent, StringComparison.Ordinal);
        page.Find("[data-testid='keep-mine']").Click();
        Assert.Empty(page.FindAll("[data-testid='text-conflict']"));
        Assert.Contains("Saved", string.Join(' ', Toasts), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Model_InUse_IsArchived_AndNothingOffersItsDeletion()
    {
        var page = Render<CustomModelPage>(p => p.Add(x => x.Id, details.Summary.Id.Value));
        Assert.DoesNotContain("elete", page.Markup);
        page.Find("[data-testid='archive-backbone']").Click();
        Assert.True(Assert.Single(Sender.SentOf<ArchiveCustomModel>()).Archived);
        Assert.Empty(page.FindAll("[data-testid='new-run-with-it']"));
        Assert.Contains("out of the archive", page.Find("[data-testid='archive-backbone']").TextContent);
    }

    [Fact]
    public async Task Drop_OfARefusedModel_SaysWhyAndTakesAnother()
    {
        var answer = Outcome<CustomModelId>.Refused(Refusal.OfSentence("Layer 'x' expects a class that is known. Received 'Lambda'."));
        Sender.On<ImportCustomModel, Outcome<CustomModelId>>(_ => answer);
        CustomModelId? added = null;
        var box = Render<ModelDropBox>(p => p.Add(x => x.OnAdded, id => added = id));
        await box.InvokeAsync(() => box.Instance.OnChosen(new("model", 0, 1, 100, 0, "m.keras", [])));
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Contains("'Lambda'", box.Find("[data-testid='model-problem']").TextContent);
        Assert.Null(added);
        answer = details.Summary.Id;
        await box.InvokeAsync(() => box.Instance.OnChosen(new("model", 0, 1, 100, 0, "m.keras", [])));
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Equal(details.Summary.Id, added);
        Assert.Empty(box.FindAll("[data-testid='model-problem']"));
    }

    [Fact]
    public void Grayscale_ComparesOnTheDatasetOfTheLink()
    {
        var chosen = new DatasetSummary(DatasetId.New(), "scans", DatasetVersionId.New(), 1, 1, 10, [], [], null, Samples.Now, false);
        Sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(_ => [chosen with { Id = DatasetId.New(), Name = "other" }, chosen]);
        Sender.On<CompareGrayscale, Outcome<GrayscaleReport>>(_ => new GrayscaleReport(
            [new("replicate", 0, 1), new("average", 0.7, 0.6)],
            [new("a/1.png", "data:,", new Dictionary<string, string> { ["replicate"] = "data:,", ["average"] = "data:," })]
        ));
        var tab = Render<GrayscaleTab>(p =>
            p.Add(x => x.Backbone, new BackboneSpec { Name = "VGG16" }).Add(x => x.Dataset, chosen.Id.ToString()).Add(x => x.ImageSize, 2_000)
        );
        var asked = Assert.Single(Sender.SentOf<CompareGrayscale>());
        Assert.Equal((chosen.LatestVersion, 1_024), (asked.Dataset, asked.ImageSize));
        Assert.Contains("70.0 %", tab.Find("[data-testid='grayscale-methods']").TextContent);
        Assert.Equal(3, tab.FindAll(".maps img").Count);
        tab.Find("[data-testid='other-pictures']").Click();
        Assert.Equal(1, Sender.SentOf<CompareGrayscale>().Last().Seed);
    }
}
