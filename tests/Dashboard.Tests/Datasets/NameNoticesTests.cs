using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

public sealed class NameNoticesTests : DashboardContext
{
    private readonly DatasetId dataset = DatasetId.New();
    private readonly DatasetVersionId version = DatasetVersionId.New();
    private ImportReport report = new(4, [], [], 1);

    public NameNoticesTests()
    {
        Sender.On<GetDataset, DatasetDetails?>(_ => new(dataset, "pets", null, false, Info(), [Info()], [new("cat", 3), new("Cat", 1)], [], 0, 0, report));
        Sender.On<ListPictures, PicturePage>(_ => new(0, []));
        Sender.On<ReviseDataset, Outcome<int>>(_ => 2);
        Sender.On<GetNameReadings, IReadOnlyList<NameReading>>(_ =>
            [new(CodePage.Named("gbk"), ["猫/1.png"], true), new(CodePage.Named("big5"), ["簏/1.png"], false)]
        );
    }

    [Fact]
    public void AlikeLabels_AreMergedWithOneClick()
    {
        report = report with { Warnings = [new(WarningCodes.Labels, "Classes differ only by case.")] };
        Page().Find(Test($"revise-{WarningCodes.Labels}")).Click();
        Assert.Equal(new ReviseDataset(version, new MergeLabels()), Assert.Single(Sender.SentOf<ReviseDataset>()));
    }

    [Fact]
    public void GuessedNames_CanBeReadOtherwise()
    {
        report = report with { Warnings = [new(WarningCodes.Names, "The archive does not say how its names are written.")] };
        var dialogs = Render<MudDialogProvider>();
        var page = Page();
        page.Find(Test("change-names")).Click();
        dialogs.WaitForAssertion(() =>
            Assert.Equal(
                ["Simplified Chinese (GBK), as it is", "Traditional Chinese (Big5)"],
                dialogs.FindAll(".reading-title").Select(title => title.TextContent)
            )
        );
        Assert.Equal(["猫/1.png", "簏/1.png"], dialogs.FindAll(".reading-names").Select(names => names.TextContent));
        Assert.True(dialogs.Find(Test("read-names")).HasAttribute("disabled"));
        dialogs.Find(Test("read-big5")).Change(true);
        dialogs.Find(Test("read-names")).Click();
        page.WaitForAssertion(() => Assert.Equal(new ReviseDataset(version, new ReadNamesAs("big5")), Assert.Single(Sender.SentOf<ReviseDataset>())));
    }

    private IRenderedComponent<DatasetPage> Page() => Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));

    private DatasetVersionInfo Info() => new(version, 1, new string('a', 64), 4, 2, 1, "pets.zip", Clock.GetUtcNow(), 0);
}
