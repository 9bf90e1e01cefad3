using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

public sealed class DatasetsPageTests : DashboardContext
{
    private readonly List<DatasetSummary> datasets = [];
    private readonly List<ImportView> imports = [];

    public DatasetsPageTests()
    {
        Sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(_ => [.. datasets]);
        Sender.On<ListImports, IReadOnlyList<ImportView>>(_ => [.. imports]);
        Sender.On<ListSamples, IReadOnlyList<SampleInfo>>(_ => [new("emoji-twemoji", "Twemoji", "Flat emoji", 1_583, 8, "CC BY 4.0")]);
    }

    [Fact]
    public void Empty_TeachesAndOffersASample()
    {
        var page = Render<DatasetsPage>();
        Assert.Contains("No dataset yet", page.Find(Test("headline")).TextContent);
        page.Find(Test("empty-action")).Click();
        Assert.Contains("import=sample", Navigation.Uri);
        page.WaitForAssertion(() => Assert.NotNull(page.Find(Test("sample-emoji-twemoji"))));
    }

    [Fact]
    public void Import_FromASample_IsStartedAndShownLive()
    {
        Navigation.NavigateTo("/datasets?import=sample");
        var import = ImportId.New();
        Sender.On<StartImport, Outcome<ImportId>>(q =>
        {
            imports.Add(View(import, ImportStatus.Queued));
            return import;
        });
        var page = Render<DatasetsPage>();
        page.Find(Test("sample-emoji-twemoji")).Click();

        Assert.Equal(new StartImport("emoji-twemoji", new SampleSource("emoji-twemoji")), Assert.Single(Sender.SentOf<StartImport>()));
        page.WaitForAssertion(() => Assert.Equal("Queued", page.Find(Test("import-status")).TextContent.Trim()));

        Become(View(import, ImportStatus.Running) with { Step = "reading pictures", Done = 40, Total = 160 });
        page.WaitForAssertion(() => Assert.Contains("reading pictures: 40 of 160", page.Find(Test("import")).TextContent));
        Assert.Equal("25", page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));

        datasets.Add(Summary("emoji-twemoji"));
        Become(View(import, ImportStatus.Completed) with { DatasetId = datasets[0].Id, Report = new(1_583, [], [], 1), FinishedAt = Clock.GetUtcNow() });
        page.WaitForAssertion(() => Assert.Contains("emoji-twemoji", page.Find(Test("dataset-row")).TextContent));
        Assert.EndsWith($"/datasets/{datasets[0].Id}", page.Find(Test("open-dataset")).GetAttribute("href"));
    }

    [Fact]
    public void Import_Cancel_SendsItOnce_AndARefusalIsSaid()
    {
        var import = View(ImportId.New(), ImportStatus.Running);
        imports.Add(import);
        Sender.On<CancelImport, Outcome>(q =>
        {
            imports[0] = imports[0] with { Status = ImportStatus.Cancelled, FinishedAt = Clock.GetUtcNow() };
            return Outcome.Done;
        });
        var page = Render<DatasetsPage>();
        page.Find(Test("cancel-import")).Click();
        Assert.Equal(import.Id, Assert.Single(Sender.SentOf<CancelImport>()).Import);
        page.WaitForAssertion(() => Assert.Equal("Cancelled", page.Find(Test("import-status")).TextContent.Trim()));
    }

    [Fact]
    public void Import_Refused_ListsEveryFileAndWhy()
    {
        RefusedFile[] refused =
        [
            new("a/1.png", "truncated", "It ends early."),
            new("a/2.txt", "not-an-image", "It holds text."),
            new("a/3.png", "truncated", "It ends early too."),
        ];
        imports.Add(
            View(ImportId.New(), ImportStatus.Refused) with
            {
                Sentence = "Expected two classes; received one.",
                Report = new(0, refused, [], 0),
                FinishedAt = Clock.GetUtcNow(),
            }
        );
        var page = Render<DatasetsPage>();

        Assert.Contains("Expected two classes; received one.", page.Find(Test("import")).TextContent);
        Assert.Equal(["a/1.png", "a/2.txt", "a/3.png"], page.FindAll(".refused-path").Select(c => c.TextContent));
        page.FindAll(".refused-codes .choice").Single(c => c.TextContent.StartsWith("Truncated", StringComparison.Ordinal)).Click();
        Assert.Equal(["a/1.png", "a/3.png"], page.FindAll(".refused-path").Select(c => c.TextContent));
    }

    [Fact]
    public void Notices_OfARun_DoNotAskForImports_AndDisposalEndsTheSubscription()
    {
        datasets.Add(Summary("emoji"));
        var page = Render<DatasetsPage>();
        var asked = Sender.SentOf<ListImports>().Count();
        Feed.Publish(new(RunId.New(), [new ProgressEvent(0, 1, 2, 0.5, 10, 3)], RunStatus.Running));
        Tick();
        Assert.Equal(asked, Sender.SentOf<ListImports>().Count());
        Assert.Equal(1, Feed.Count);
        page.Instance.Dispose();
        Assert.Equal(0, Feed.Count);
    }

    [Fact]
    public void Search_KeepsItsWordInTheAddress()
    {
        datasets.AddRange([Summary("emoji"), Summary("flowers")]);
        var page = Render<DatasetsPage>();
        page.Find(".list-search").Input("flow");
        Assert.Contains("q=flow", Navigation.Uri);
        page.WaitForAssertion(() => Assert.Contains("flowers", Assert.Single(page.FindAll(Test("dataset-row"))).TextContent));
    }

    private void Become(ImportView view)
    {
        imports[0] = view;
        Feed.Publish(new(new RunId(view.Id.Value), [], null));
        Tick();
    }

    private ImportView View(ImportId id, ImportStatus status) =>
        new(id, "emoji-twemoji", "sample emoji-twemoji", status, null, null, 0, null, null, null, null, Clock.GetUtcNow(), null);

    private DatasetSummary Summary(string name) =>
        new(DatasetId.New(), name, DatasetVersionId.New(), 1, 1, 1_583, [new("a", 800), new("b", 783)], [], null, Clock.GetUtcNow(), false);
}
