using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

public sealed class UploadBoxTests : DashboardContext
{
    private readonly BunitJSModuleInterop module;

    public UploadBoxTests()
    {
        module = JSInterop.SetupModule("/js/upload.js");
        module.Mode = JSRuntimeMode.Loose;
        module.SetupModule("attach", _ => true).Mode = JSRuntimeMode.Loose;
        Sender.On<PreviewTable, Outcome<TablePreview>>(_ => Outcome<TablePreview>.Refused(new Refusal("texts.import.preview", ("source", "pets.zip"))));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("texts")]
    public async Task Texts_AreShownAsTheyRead_BeforeTheyAreImported(string kind)
    {
        Sender.On<PreviewTable, Outcome<TablePreview>>(q => Folders(q.Choices?.Encoding ?? "gb18030"));
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new(kind, kind == "zip" ? 1 : 0, 3, 10, 0, "reviews", [])));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Empty(Sender.SentOf<StartImport>());
        Assert.Equal("reviews.zip: 40 texts, 2 classes, a file each. Nothing is imported yet.", box.Find(Test("table-words")).TextContent);
        Assert.Empty(box.FindAll(Test("table-label")));
        Assert.Contains("2 of the files", box.Find(Test("table-refused")).TextContent, StringComparison.Ordinal);
        box.Find(Test("table-encoding")).Change("big5");
        box.Find(Test("import-table")).Click();
        var started = Assert.Single(Sender.SentOf<StartImport>());
        Assert.Equal(("reviews", new TableChoices { Encoding = "big5" }), (started.DatasetName, started.Source.Table));
    }

    [Fact]
    public async Task Looking_ThatIsGivenUp_ImportsNothing()
    {
        var answer = new TaskCompletionSource<Outcome<TablePreview>>();
        Sender.OnAsync<PreviewTable, Outcome<TablePreview>>(_ => answer.Task);
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 10, 0, "pets", [])));
        box.Find(Test("import")).Click();
        var sent = box.InvokeAsync(() => box.Instance.OnSent([]));
        box.Find(Test("looking")).QuerySelector("button")!.Click();
        await box.InvokeAsync(() => answer.SetResult(Outcome<TablePreview>.Refused(new Refusal("texts.import.preview", ("source", "pets.zip")))));
        await sent;
        Assert.Empty(Sender.SentOf<StartImport>());
        Assert.Empty(box.FindAll(Test("looking")));
    }

    [Fact]
    public void ServerFolderOfTexts_IsShownAsItReads_BeforeItIsImported()
    {
        Sender.On<PreviewTable, Outcome<TablePreview>>(q => Folders(q.Choices?.Encoding ?? "gb18030"));
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var list = Render<FolderList>(p => p.Add(l => l.Folders, ["/srv/reviews"]));
        list.Find(Test("import-folder")).Click();
        Assert.Empty(Sender.SentOf<StartImport>());
        list.Find(Test("table-encoding")).Change("big5");
        list.Find(Test("import-folder")).Click();
        Assert.Equal(new TableChoices { Encoding = "big5" }, Assert.Single(Sender.SentOf<StartImport>()).Source.Table);
    }

    [Fact]
    public async Task PageThatIsLeftWhileItLooks_ImportsWhatWasSent()
    {
        Sender.OnAsync<PreviewTable, Outcome<TablePreview>>(async _ =>
        {
            await Task.Delay(Timeout.Infinite, Sender.TokenOf<PreviewTable>());
            throw new InvalidOperationException();
        });
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 10, 0, "pets", [])));
        box.Find(Test("import")).Click();
        var sent = box.InvokeAsync(() => box.Instance.OnSent([]));
        await DisposeComponentsAsync();
        await sent;
        Assert.Single(Sender.SentOf<StartImport>());
    }

    private static TablePreview Folders(string encoding) =>
        new(
            "reviews.zip",
            encoding,
            [new("gb18030", "GB18030"), new("big5", "Big5")],
            null,
            false,
            DatasetKinds.Class,
            [new("folder", ColumnRoles.Label), new("text", ColumnRoles.Text)],
            [
                ["bad", "太吵了"],
                ["good", "很好"],
            ],
            40,
            [],
            2,
            [new("bad", 10), new("good", 30)]
        )
        {
            IsFolders = true,
        };

    [Fact]
    public async Task Zip_ChosenSentAndImported()
    {
        var import = ImportId.New();
        Sender.On<StartImport, Outcome<ImportId>>(_ => import);
        ImportId? started = null;
        var box = Render<UploadBox>(p => p.Add(b => b.OnStarted, id => started = id));

        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 2_500_000, 0, "pets", [])));
        Assert.Contains("pets.zip, 2.50 MB", box.Find(Test("chosen")).TextContent);
        Assert.Equal("pets", box.Find(Test("dataset-name")).GetAttribute("value"));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnProgress(1_250_000, 2_500_000));
        Assert.Equal("50", box.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        await box.InvokeAsync(() => box.Instance.OnSent([]));

        var sent = Assert.Single(Sender.SentOf<StartImport>());
        var source = Assert.IsType<UploadSource>(sent.Source);
        Assert.Equal(("pets", "pets.zip"), (sent.DatasetName, source.Name));
        Assert.True(Guid.TryParseExact(source.Folder, "N", out _));
        Assert.Equal(import, started);
    }

    [Fact]
    public void Import_GoesToTheProjectThatIsChosen()
    {
        var birds = ProjectId.New();
        Sender.On<ListProjects, IReadOnlyList<ProjectView>>(_ =>
            [
                new(ProjectId.Default, "Default", Permission.Administer),
                new(birds, "Birds", Permission.Contribute),
                new(ProjectId.New(), "Seen", Permission.View),
            ]
        );
        Sender.On<ListSamples, IReadOnlyList<SampleInfo>>(_ => [new("emoji", "Emoji", "", 100, 8, "")]);
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var panel = Render<ImportPanel>(p => p.Add(i => i.Way, ImportPanel.Sample));
        Assert.Equal(["Default", "Birds"], panel.FindAll(Test("project") + " option").Select(option => option.TextContent));
        panel.Find(Test("project")).Change(birds.ToString());
        panel.Find(Test("sample-emoji")).Click();
        Assert.Equal(birds, Assert.Single(Sender.SentOf<StartImport>()).Project);
    }

    [Fact]
    public async Task PicturesWithoutLabels_AreImportedAsWhatIsChosen()
    {
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("pictures", 0, 3, 10, 0, "cells", [new("", 3)])));
        Assert.Single(box.FindAll("[role=alert]"));
        box.Find(Test("target-kind")).Change("boxes");
        Assert.Empty(box.FindAll("[role=alert]"));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Equal("boxes", Assert.Single(Sender.SentOf<StartImport>()).Source.TargetKind);
    }

    [Fact]
    public async Task PicturesForAVersion_AskForNoName()
    {
        var version = DatasetVersionId.New();
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var box = Render<UploadBox>(p => p.Add(b => b.AddTo, version));
        await box.InvokeAsync(() => box.Instance.OnChosen(new("pictures", 0, 3, 10, 0, "", [new("", 3)])));
        Assert.Empty(box.FindAll(Test("dataset-name")));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Equal(version, Assert.Single(Sender.SentOf<StartImport>()).Source.AddTo);
    }

    [Fact]
    public async Task OneFolder_IsWarnedOf_UnlessAnnotationFilesGoWithIt()
    {
        var box = Render<UploadBox>();
        var chosen = new ChosenFiles("pictures", 0, 3, 10, 0, "scenes", [new("images", 3)]);
        await box.InvokeAsync(() => box.Instance.OnChosen(chosen));
        Assert.Contains("All pictures lie in one folder", box.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await box.InvokeAsync(() => box.Instance.OnChosen(chosen with { Annotations = 1 }));
        Assert.Empty(box.FindAll("[role=alert]"));
        Assert.EndsWith("1 file that may say what is in them goes with them.", box.Find(Test("chosen")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_TakeAnnotationFilesToo()
    {
        var box = Render<UploadBox>();
        Assert.Contains(".json", box.Find(Test("file-input")).GetAttribute("accept")!.Split(','));
        Assert.Contains(".xml", box.Find(".upload").GetAttribute("data-annotations")!.Split(','));
    }

    [Fact]
    public async Task Sent_Twice_StartsOneImport()
    {
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 10, 0, "pets", [])));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Single(Sender.SentOf<StartImport>());
    }

    [Fact]
    public async Task Sent_TwiceBeforeTheFirstIsAnswered_StartsOneImport()
    {
        var answer = new TaskCompletionSource<Outcome<ImportId>>();
        Sender.OnAsync<StartImport, Outcome<ImportId>>(_ => answer.Task);
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 10, 0, "pets", [])));
        box.Find(Test("import")).Click();
        var sent = Enumerable.Range(0, 20).Select(_ => box.InvokeAsync(() => box.Instance.OnSent([]))).ToList();
        await box.InvokeAsync(() => answer.SetResult(ImportId.New()));
        await Task.WhenAll(sent);
        Assert.Single(Sender.SentOf<StartImport>());
    }

    [Fact]
    public async Task Sample_PressedTwentyTimes_StartsOneImport()
    {
        var answer = new TaskCompletionSource<Outcome<ImportId>>();
        Sender.OnAsync<StartImport, Outcome<ImportId>>(_ => answer.Task);
        var list = Render<SampleList>(p => p.Add(l => l.Samples, [new("emoji", "Emoji", "Small.", 10, 2, "CC0")]));
        var button = list.Find(Test("sample-emoji"));
        for (var i = 0; i < 20; i++)
            _ = button.ClickAsync(new());
        await list.InvokeAsync(() => answer.SetResult(ImportId.New()));
        Assert.Single(Sender.SentOf<StartImport>());
    }

    [Fact]
    public async Task Folder_ThatIsNotOffered_IsNotImported_AndOneThatIsOnce()
    {
        var answer = new TaskCompletionSource<Outcome<ImportId>>();
        Sender.OnAsync<StartImport, Outcome<ImportId>>(_ => answer.Task);
        var list = Render<FolderList>(p => p.Add(l => l.Folders, ["/srv/pets"]));
        list.Find(Test("server-folder")).Change("/etc");
        var button = list.Find(Test("import-folder"));
        for (var i = 0; i < 20; i++)
            _ = button.ClickAsync(new());
        await list.InvokeAsync(() => answer.SetResult(ImportId.New()));
        Assert.Equal(new FolderSource("/srv/pets"), Assert.Single(Sender.SentOf<StartImport>()).Source);
    }

    [Fact]
    public async Task OneFolder_IsWarnedOf_BeforeAnythingIsSent()
    {
        var box = Render<UploadBox>();
        await box.InvokeAsync(() =>
            box.Instance.OnChosen(new("pictures", 0, 12, 10, 3, "", [new("cats", 12)]) { OtherNames = ["pets/notes.txt", "pets/cats/a.pdf"] })
        );
        Assert.Contains("at least two classes", box.Find("[role=alert]").TextContent);
        Assert.Equal("3 other files are left out", box.Find(Test("other-files") + " summary").TextContent);
        Assert.Equal(["pets/notes.txt", "pets/cats/a.pdf", "1 more"], box.FindAll(Test("other-files") + " li").Select(li => li.TextContent));
        Assert.True(box.Find(Test("import")).HasAttribute("disabled"));
    }

    [Fact]
    public async Task Nothing_OfTheRightKind_IsSaid()
    {
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("pictures", 0, 0, 0, 3, "", [])));
        Assert.Contains("Expected a zip, pictures", box.Find(Test("upload-problem")).TextContent);
    }

    [Fact]
    public async Task Failed_ShowsTheServersSentence_AndKeepsTheChoice()
    {
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 10, 0, "pets", [])));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnFailed("Expected at most 8 GB."));
        Assert.Contains("Expected at most 8 GB.", box.Find(Test("upload-problem")).TextContent);
        Assert.NotNull(box.Find(Test("import")));
    }

    [Fact]
    public async Task Refused_Import_IsSaidNearTheBox()
    {
        Sender.On<StartImport, Outcome<ImportId>>(_ => Outcome<ImportId>.Refused(Refusal.OfSentence("Expected a name without control characters.")));
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("zip", 1, 1, 10, 0, "pets", [])));
        box.Find(Test("import")).Click();
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Contains("Expected a name", box.Find(Test("upload-problem")).TextContent);
    }
}
