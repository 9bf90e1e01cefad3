using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

/// <summary>Classes that are renamed, merged and left out, and pictures that are left out, on a dataset's page.</summary>
public sealed class MendDatasetTests : DashboardContext
{
    private readonly DatasetId dataset = DatasetId.New();
    private readonly DatasetVersionId version = DatasetVersionId.New();
    private readonly IRenderedComponent<MudDialogProvider> dialogs;
    private string kind = DatasetKinds.Class;
    private int made = 4;

    public MendDatasetTests()
    {
        DatasetEntry[] pictures = [Picture("a.png"), Picture("b.png"), Picture("c.png")];
        Sender.On<GetDataset, DatasetDetails?>(_ =>
            new(dataset, "pets", null, false, Info(), [Info()], [new("cat", 50), new("dog", 30)], [], 0, 0, new(80, [], [], 1)) { Kind = kind }
        );
        Sender.On<ListPictures, PicturePage>(_ => new(pictures.Length, pictures));
        Sender.On<ReviseDataset, Outcome<int>>(_ => made);
        dialogs = Render<MudDialogProvider>();
    }

    [Fact]
    public void AClass_IsRenamed_AndUndoGoesBack()
    {
        var toasts = Render<MudSnackbarProvider>();
        var page = Edit();
        Assert.Equal("Nothing changes yet.", Words());
        Assert.True(dialogs.Find(Test("save-names")).HasAttribute("disabled"));
        dialogs.Find(Test("new-name")).Input("kitten");
        dialogs.WaitForAssertion(() => Assert.Equal("“cat” becomes “kitten” on 50 pictures.", Words()));
        dialogs.Find(Test("save-names")).Click();
        page.WaitForAssertion(() => Assert.Equal(new ReviseDataset(version, new RenameLabel("cat", "kitten")), Assert.Single(Sender.SentOf<ReviseDataset>())));
        page.WaitForAssertion(() => Assert.EndsWith("?v=4", Navigation.Uri));
        toasts.WaitForAssertion(() => Assert.Contains("Version 4: “cat” renamed to “kitten”.", toasts.Markup, StringComparison.Ordinal));
        toasts.FindAll("button").First(button => button.TextContent.Contains("Undo", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.EndsWith("?v=3", Navigation.Uri));
    }

    [Fact]
    public void ANameThatExists_IsSaidToBeAMerge()
    {
        var page = Edit();
        dialogs.Find(Test("new-name")).Input("dog");
        dialogs.WaitForAssertion(() => Assert.Equal("“dog” exists, with 30 pictures: “cat” with 50 goes into it.", Words()));
        dialogs.Find(Test("save-names")).Click();
        page.WaitForAssertion(() => Assert.Equal([new LabelMerge("cat", "dog")], Assert.IsType<MergeLabels>(Sent()).Merges));
    }

    [Fact]
    public void AClass_IsMergedIntoAnother()
    {
        var page = Edit();
        dialogs.Find(Test("edit-name")).Change("dog");
        dialogs.Find(Test("way-Merge")).Change("on");
        dialogs.WaitForAssertion(() => Assert.Equal("“dog” with 30 pictures goes into “cat”, which has 50.", Words()));
        dialogs.Find(Test("save-names")).Click();
        page.WaitForAssertion(() => Assert.Equal([new LabelMerge("dog", "cat")], Assert.IsType<MergeLabels>(Sent()).Merges));
    }

    [Theory]
    [InlineData(DatasetKinds.Class, "“cat” goes, and with it 50 pictures.")]
    [InlineData(DatasetKinds.Labels, "“cat” is taken from 50 pictures, which stay.")]
    [InlineData(ObjectDetectionCard.BoxesKind, "Everything labelled “cat” goes from 50 pictures, which stay.")]
    public void LeavingANameOut_SaysWhatBecomesOfItsPictures(string of, string words)
    {
        kind = of;
        var page = Edit();
        dialogs.Find(Test("way-Drop")).Change("on");
        dialogs.WaitForAssertion(() => Assert.Equal(words, Words()));
        dialogs.Find(Test("save-names")).Click();
        page.WaitForAssertion(() => Assert.Equal(["cat"], Assert.IsType<DropNames>(Sent()).Names));
    }

    [Fact]
    public void InChinese_TheDialogSpeaksIt()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        Edit();
        dialogs.Find(Test("new-name")).Input("猫");
        dialogs.WaitForAssertion(() => Assert.Equal("50 张图片上的“cat”改为“猫”。", Words()));
    }

    [Fact]
    public void ARevisionThatChangesNothing_StaysWhereItIs()
    {
        made = 3;
        var page = Edit();
        dialogs.Find(Test("way-Drop")).Change("on");
        dialogs.Find(Test("save-names")).Click();
        page.WaitForAssertion(() => Assert.Single(Sender.SentOf<ReviseDataset>()));
        Assert.DoesNotContain("v=", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_AreSelectedAndLeftOut()
    {
        var page = Open();
        page.Find(Test("select-pictures")).Click();
        Assert.True(page.Find(Test("leave-out")).HasAttribute("disabled"));
        page.FindAll(".gallery .picture")[2].Click();
        page.FindAll(".gallery .picture")[0].Click();
        page.FindAll(".gallery .picture")[1].Click();
        page.FindAll(".gallery .picture")[1].Click();
        Assert.Equal(["true", "false", "true"], page.FindAll(".gallery .picture").Select(picture => picture.GetAttribute("aria-pressed")));
        Assert.Equal("2 pictures selected", page.Find(Test("selected")).TextContent);
        page.Find(Test("leave-out")).Click();
        page.WaitForAssertion(() => Assert.Equal(["a.png", "c.png"], Assert.IsType<LeaveOut>(Sent()).Paths));
    }

    private IRenderedComponent<DatasetPage> Open() => Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));

    private IRenderedComponent<DatasetPage> Edit()
    {
        var page = Open();
        page.Find(Test("edit-names")).Click();
        dialogs.WaitForElement(Test("names-words"));
        return page;
    }

    private string Words() => dialogs.Find(Test("names-words")).TextContent;

    private DatasetRevision Sent() => Assert.Single(Sender.SentOf<ReviseDataset>()).Revision;

    private DatasetEntry Picture(string path) =>
        new(path, kind == DatasetKinds.Class ? "cat" : "", 1, new string('a', 64), 100, 100)
        {
            Labels = kind == DatasetKinds.Labels ? ["cat"] : null,
            Target = kind == ObjectDetectionCard.BoxesKind ? [100, 100] : null,
        };

    private DatasetVersionInfo Info() => new(version, 3, new string('b', 64), 80, 2, 1, "pets.zip", Clock.GetUtcNow(), 0);
}
