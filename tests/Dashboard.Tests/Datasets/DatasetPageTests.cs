using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
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

    public DatasetPageTests()
    {
        Sender.On<GetDataset, DatasetDetails?>(_ => new(
            dataset, "pets", null, false, Info(), [Info()], [new("cat", 50), new("dog", 50)], [], 0, 0, report));
        Sender.On<ListPictures, PicturePage>(q => new(0, []));
    }

    [Fact]
    public void AGivenSplit_IsSaid_AndItsFoldersCanBeReadAsClasses()
    {
        report = report with { Parts = new(70, 20, 10), Warnings = [new(WarningCodes.FolderParts, "The folders decide the split.")] };
        Sender.On<ReviseDataset, Outcome<int>>(_ => 2);
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Equal("100 pictures in 2 classes; 20 for validation, 10 kept for the test", page.Find(Test("headline")).TextContent.Trim());
        Assert.Contains("The folders decide the split.", page.Find(Test("dataset-notices")).TextContent);
        Assert.Equal(["Training 70", "Validation 20", "Test 10"], page.FindAll(".part-list li").Select(li => string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        page.Find(Test($"revise-{WarningCodes.FolderParts}")).Click();
        Assert.Equal(new ReviseDataset(version, new ReadFoldersAs(Parts: false)), Assert.Single(Sender.SentOf<ReviseDataset>()));
        page.WaitForAssertion(() => Assert.Contains("v=2", Navigation.Uri));
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
        Sender.On<ReviseDataset, Outcome<int>>(_ => Outcome<int>.Refused("Expected pictures for test. Received: none."));
        var dialogs = Render<MudDialogProvider>();
        var page = Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));
        Assert.Contains("Not decided", page.Find(Test("split")).TextContent);
        page.Find(Test("decide-split")).Click();
        dialogs.WaitForAssertion(() => Assert.Equal("About 70 pictures for training, 15 for validation, 15 for the test.", dialogs.Find(Test("split-words")).TextContent));
        dialogs.Find(Test("split-test")).Change("0.2");
        dialogs.Find(Test("split-validation")).Change("0");
        dialogs.Find(Test("split-stratified")).Change(false);
        dialogs.Find(Test("make-split")).Click();
        page.WaitForAssertion(() => Assert.Equal(new ReviseDataset(version, new HoldOut(0, 0.2, Stratified: false)), Assert.Single(Sender.SentOf<ReviseDataset>())));
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

    private DatasetVersionInfo Info() => new(version, 1, new string('a', 64), 100, 2, 1, "pets.zip", Clock.GetUtcNow(), 0);
}
