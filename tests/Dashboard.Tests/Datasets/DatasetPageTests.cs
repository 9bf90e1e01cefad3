using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

public sealed class DatasetPageTests : DashboardContext
{
    private readonly DatasetId dataset = DatasetId.New();
    private readonly DatasetVersionId version = DatasetVersionId.New();
    private ImportReport report = new(100, [], [], 1);
    private string kind = DatasetKinds.Class;
    private IReadOnlyList<ClassCount> names = [new("cat", 50), new("dog", 50)];
    private IReadOnlyList<DatasetEntry> pictures = [];

    public DatasetPageTests()
    {
        Sender.On<GetDataset, DatasetDetails?>(_ => new(dataset, "pets", null, false, Info(), [Info()], names, [], 0, 0, report) { Kind = kind });
        Sender.On<ListPictures, PicturePage>(q => new(pictures.Count, pictures));
    }

    [Fact]
    public void AGivenSplit_IsSaid_AndItsFoldersCanBeReadAsClasses()
    {
        report = report with { Parts = new(70, 20, 10), Warnings = [new(WarningCodes.FolderParts, "The folders decide the split.")] };
        Sender.On<ReviseDataset, Outcome<int>>(_ => 2);
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal("100 pictures in 2 classes; 20 for validation, 10 kept for the test", page.Find(Test("headline")).TextContent.Trim());
        Assert.Contains("The folders decide the split.", page.Find(Test("dataset-notices")).TextContent);
        Assert.Equal(
            ["Training 70", "Validation 20", "Test 10"],
            page.FindAll(".part-list li").Select(li => string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        );
        page.Find(Test($"revise-{WarningCodes.FolderParts}")).Click();
        Assert.Equal(new ReviseDataset(version, new ReadFoldersAs(Parts: false)), Assert.Single(Sender.SentOf<ReviseDataset>()));
        page.WaitForAssertion(() => Assert.Contains("v=2", Navigation.Uri));
    }

    [Fact]
    public void InChinese_ThePageSpeaksIt_AndSoDoesWhatTheImportFound()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        report = report with
        {
            Parts = new(70, 20, 10),
            Warnings = [new(WarningCodes.Leak, new Refusal("finding.leak", ("pictures", 2))), new(WarningCodes.Table, "Of an older version.")],
        };
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal("100 张图片，2 个类别；验证集 20 张，测试集保留 10 张", page.Find(Test("headline")).TextContent.Trim());
        Assert.Contains("2 张图片同时位于两个部分", page.Find(Test($"notice-{WarningCodes.Leak}")).TextContent, StringComparison.Ordinal);
        Assert.Contains("每张只保留在一个部分", page.Find(Test($"revise-{WarningCodes.Leak}")).TextContent, StringComparison.Ordinal);
        Assert.Contains("Of an older version.", page.Find(Test($"notice-{WarningCodes.Table}")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_CanBeTakenAway_InEachFormat()
    {
        Assert.Empty(Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString())).FindAll(Test("exports")));
        kind = "boxes";
        var links = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString())).FindAll($"{Test("exports")} a");
        Assert.Equal(["COCO", "VOC", "YOLO"], links.Select(link => link.TextContent.Trim()));
        Assert.Equal(
            ["coco", "voc", "yolo"],
            links.Select(link => link.GetAttribute("href")!.Replace($"/datasets/{dataset}/versions/{Info().Number}/", "", StringComparison.Ordinal)[..^4])
        );
    }

    [Fact]
    public void History_IsTheDatasets()
    {
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal(new ListHistory(dataset), Assert.Single(Sender.SentOf<ListHistory>()));
        Assert.NotNull(page.Find(Test("no-history")));
    }

    [Fact]
    public void WithoutASplit_OneIsOffered_AndMakesAVersion()
    {
        Sender.On<ReviseDataset, Outcome<int>>(_ => Outcome<int>.Refused(Refusal.OfSentence("Expected pictures for test. Received: none.")));
        var dialogs = Render<MudDialogProvider>();
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Contains("Not decided", page.Find(Test("split")).TextContent);
        page.Find(Test("decide-split")).Click();
        dialogs.WaitForAssertion(() =>
            Assert.Equal("About 70 pictures for training, 15 for validation, 15 for the test.", dialogs.Find(Test("split-words")).TextContent)
        );
        dialogs.Find(Test("split-test")).Change("0.2");
        dialogs.Find(Test("split-validation")).Change("0");
        dialogs.Find(Test("split-stratified")).Change(false);
        dialogs.Find(Test("make-split")).Click();
        page.WaitForAssertion(() =>
            Assert.Equal(new ReviseDataset(version, new HoldOut(0, 0.2, Stratified: false)), Assert.Single(Sender.SentOf<ReviseDataset>()))
        );
        // Refused: the page stays where it is.
        Assert.DoesNotContain("v=", Navigation.Uri);
    }

    [Fact]
    public void TheGallery_ShowsOnePart()
    {
        report = report with { Parts = new(90, 0, 10) };
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal(["Training 90", "Test 10"], page.FindAll(Test("part-filter")).Select(b => b.TextContent.Trim()));
        page.FindAll(Test("part-filter"))[1].Click();
        page.WaitForAssertion(() => Assert.Contains("part=test", Navigation.Uri));
    }

    [Fact]
    public void Labels_AreChips_AndThePicturesShowTheirs()
    {
        (kind, names, report) = (DatasetKinds.Labels, [new("cat", 40), new("red", 10)], report with { Kind = DatasetKinds.Labels, Unlabelled = 3 });
        pictures = [Picture("a.png") with { Labels = ["cat", "red"] }, Picture("b.png") with { Labels = [] }];
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal("100 pictures with 2 labels", page.Find(Test("headline")).TextContent.Trim());
        Assert.Contains("Pictures per label", page.Markup, StringComparison.Ordinal);
        Assert.Equal(["cat 40", "red 10"], page.FindAll(Test("class-filter")).Select(b => b.TextContent.Trim()));
        Assert.Contains("cat, red", page.Find(Test("gallery")).TextContent, StringComparison.Ordinal);
        Assert.Contains("no label", page.Find(Test("gallery")).TextContent, StringComparison.Ordinal);
        page.FindAll(Test("class-filter"))[1].Click();
        page.WaitForAssertion(() => Assert.Contains("class=red", Navigation.Uri));
        page.Find(Test("flag-unlabelled")).Click();
        page.WaitForAssertion(() => Assert.Contains("flag=unlabelled", Navigation.Uri));
    }

    [Fact]
    public void Numbers_HaveAHistogram_AndOrderTheGallery()
    {
        (kind, names) = (DatasetKinds.Numbers, [new("age", 100), new("height", 100)]);
        report = report with
        {
            Kind = DatasetKinds.Numbers,
            Numbers = [new("age", 3, 7.5, 13, [1, 0, 1, 0, 0, 0, 0, 0, 0, 1]), new("height", -1, 0, 2, new int[10])],
        };
        pictures = [Picture("a.png") with { Numbers = [3, 1.5] }];
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal("100 pictures with 2 numbers", page.Find(Test("headline")).TextContent.Trim());
        Assert.Equal(["3 to 13, mean 7.5", "-1 to 2, mean 0"], page.FindAll(Test("number")).Select(n => n.QuerySelector(".muted")!.TextContent));
        Assert.NotNull(page.Find(Test("histogram-age")));
        Assert.Contains("age 3, height 1.5", page.Find(Test("gallery")).TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(Test("class-filter")));
        Assert.Equal("age, largest first", page.FindAll(Test("number-sort"))[1].TextContent);
        page.FindAll(Test("number-sort"))[1].Click();
        page.WaitForAssertion(() => Assert.Contains("sort=-age", Navigation.Uri));
        page.WaitForAssertion(() => Assert.Contains(Sender.SentOf<ListPictures>(), q => q is { SortBy: "age", Descending: true }));
    }

    [Fact]
    public void Boxes_AreCountedByClassAndSize_AndDrawnOnThePictures()
    {
        (kind, names) = ("boxes", [new("cat", 1), new("dog", 0)]);
        report = report with
        {
            Kind = kind,
            Histograms =
            [
                new("classes", [new("cat", 3), new("dog", 0)]),
                new("sizes", [new("small", 1), new("medium", 2), new("large", 0)]),
                new("sides", [new("< 8", 1), new("8\u201316", 2)]),
                new("each", [new("0", 1), new("1", 0), new("2", 1)]),
                new("flags", [new("crowd", 1), new("difficult", 0)]),
            ],
        };
        pictures =
        [
            Picture("a.png") with
            {
                Target = [32, 24, 0, 1, 2, 11, 12, 100, 0, 1, 0, 0, 4, 4, 16, 1, 0, 5, 5, 9.5, 9, 18, 0],
            },
            Picture("b.png") with
            {
                Target = [32, 24],
            },
        ];
        var dialogs = Render<MudDialogProvider>();
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal("100 pictures with 2 classes", page.Find(Test("headline")).TextContent.Trim());
        Assert.Contains("3 boxes in 100 pictures", page.Find(Test("boxes-per-class")).TextContent, StringComparison.Ordinal);
        Assert.Contains("1 small (area below 32²), 2 medium, 0 large (from 96²)", page.Find(Test("box-sizes")).TextContent, StringComparison.Ordinal);
        Assert.Contains("1 crowd, 0 difficult", page.Find(Test("boxes-per-picture")).TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find(Test("box-size-chart")));
        Assert.Equal(["cat × 2, dog", "No object"], page.FindAll(".gallery .picture-caption").Select(caption => caption.TextContent.Trim()));
        var overlays = page.FindAll(".gallery .box-overlay");
        Assert.Equal(["0 0 32 24", "0 0 32 24"], overlays.Select(overlay => overlay.GetAttribute("viewBox")));
        Assert.Equal(["1 2 10 10", "5 5 4.5 4", "0 0 4 4"], overlays[0].QuerySelectorAll("rect").Select(Sides));
        Assert.Equal("is-crowd", overlays[0].QuerySelectorAll("rect")[2].ClassName);
        Assert.Empty(overlays[0].QuerySelectorAll("text"));
        Assert.Empty(overlays[1].QuerySelectorAll("rect"));
        page.Find(".gallery .picture").Click();
        dialogs.WaitForAssertion(() => Assert.Equal(["cat", "cat", "dog"], dialogs.FindAll(".box-overlay.is-large text").Select(text => text.TextContent)));
    }

    private static string Sides(AngleSharp.Dom.IElement box) => string.Join(' ', new[] { "x", "y", "width", "height" }.Select(side => box.GetAttribute(side)));

    [Fact]
    public void PicturesInSeveralClasses_CanBeReadAsLabels()
    {
        report = report with { Warnings = [new(WarningCodes.SeveralClasses, "2 pictures lie in several classes.")] };
        Sender.On<ReviseDataset, Outcome<int>>(_ => 2);
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        page.Find(Test($"revise-{WarningCodes.SeveralClasses}")).Click();
        Assert.Equal(new ReviseDataset(version, new SeveralLabels()), Assert.Single(Sender.SentOf<ReviseDataset>()));
    }

    private static DatasetEntry Picture(string path) => new(path, "", 100, new string('b', 64), 32, 24);

    private DatasetVersionInfo Info() => new(version, 1, new string('a', 64), 100, 2, 1, "pets.zip", Clock.GetUtcNow(), 0);
}
