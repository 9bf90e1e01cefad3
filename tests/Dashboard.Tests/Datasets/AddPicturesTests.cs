using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

public sealed class AddPicturesTests : DashboardContext
{
    private readonly ImportId import = ImportId.New();
    private readonly DatasetVersionId made = DatasetVersionId.New();
    private readonly List<DatasetVersionId> added = [];
    private ImportStatus status = ImportStatus.Running;

    public AddPicturesTests()
    {
        Sender.On<StartImport, Outcome<ImportId>>(_ => import);
        Sender.On<CancelImport, Outcome>(_ => Outcome.Done);
        Sender.On<GetImport, ImportView?>(_ =>
            new(
                import,
                "pets",
                "2 files",
                status,
                null,
                "Reading pictures",
                1,
                2,
                null,
                status == ImportStatus.Completed ? made : null,
                null,
                Clock.GetUtcNow(),
                null
            )
        );
    }

    [Fact]
    public async Task AnImport_IsFollowedToItsVersion()
    {
        var panel = await StartAsync();
        Assert.Equal("Running", panel.Find(Test("import")).GetAttribute("data-status"));
        Assert.Empty(panel.FindAll(Test("file-input")));
        Assert.Empty(added);
        status = ImportStatus.Completed;
        Feed.Publish(new(new RunId(import.Value), [], null));
        Tick();
        panel.WaitForAssertion(() => Assert.Equal([made], added));
        Assert.Single(panel.FindAll(Test("file-input")));
        // Later notices are of other imports.
        Feed.Publish(new(new RunId(import.Value), [], null));
        Tick();
        Assert.Equal([made], added);
    }

    [Fact]
    public async Task AnImport_IsCancelled()
    {
        var panel = await StartAsync();
        status = ImportStatus.Cancelled;
        panel.Find(Test("cancel-import")).Click();
        panel.WaitForAssertion(() => Assert.Equal("Cancelled", panel.Find(Test("import")).GetAttribute("data-status")));
        Assert.Equal(new CancelImport(import), Assert.Single(Sender.SentOf<CancelImport>()));
        Assert.Empty(added);
    }

    private async Task<IRenderedComponent<AddPictures>> StartAsync()
    {
        var module = JSInterop.SetupModule("/js/upload.js");
        module.Mode = JSRuntimeMode.Loose;
        module.SetupModule("attach", _ => true).Mode = JSRuntimeMode.Loose;
        var version = new DatasetVersionInfo(DatasetVersionId.New(), 1, new string('a', 64), 2, 2, 1, "pets.zip", Clock.GetUtcNow(), 0);
        var panel = Render<AddPictures>(p => p.Add(a => a.Version, version).Add(a => a.OnAdded, added.Add));
        var box = panel.FindComponent<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("pictures", 0, 2, 10, 0, "", [new("cat", 2)])));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        return panel;
    }
}
