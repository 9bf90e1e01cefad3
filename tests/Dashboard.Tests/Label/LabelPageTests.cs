using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Components.Pages.Label;
using MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Label;

public sealed class LabelPageTests : DashboardContext
{
    private readonly DatasetId dataset = DatasetId.New();
    private readonly DatasetVersionId version = DatasetVersionId.New();
    private readonly Dictionary<string, LabelEdit> edits = [];
    private List<string> names = ["cat", "dog"];
    private string kind = DatasetKinds.Class;
    private DatasetEntry[] pictures = [Picture("a.png", "cat"), Picture("b.png", "dog"), Picture("c.png", "cat")];
    private Proposer? proposer;

    public LabelPageTests()
    {
        Sender.On<GetDataset, DatasetDetails?>(_ =>
            new(dataset, "pets", null, false, Info(), [Info()], [.. names.Select(name => new ClassCount(name, 1))], [], 0, 0, new(3, [], [], 1)) { Kind = kind }
        );
        Sender.On<GetLabels, LabelDraft?>(_ =>
            new(dataset, "pets", version, 1, 1, kind, [.. names], pictures, new Dictionary<string, LabelEdit>(edits, StringComparer.Ordinal))
        );
        Sender.On<FindProposer, Proposer?>(_ => proposer);
        Sender.On<SaveLabels, Outcome<LabelEdit>>(q =>
        {
            if ((edits.GetValueOrDefault(q.Path)?.Revision ?? 0) != q.Seen)
                return Outcome<LabelEdit>.Refused(new Refusal(RefusalKind.Conflict, SaveLabels.Changed, ("path", q.Path), ("by", "anna")));
            return edits[q.Path] = new(q.Path, q.Truth, q.Seen + 1, "me", Samples.Now);
        });
    }

    [Fact]
    public async Task AClass_GivenByItsKey_IsStored_AndTheNextPictureFollows()
    {
        var page = Open();
        Assert.Equal("0 of 3 pictures changed", page.Find(Test("headline")).TextContent.Trim());
        await PressAsync(page, "2");
        Assert.Equal("dog", edits["a.png"].Truth!.Class);
        Assert.Equal("b.png", Shown(page));
        Assert.Equal("1 of 3 pictures changed", page.Find(Test("headline")).TextContent.Trim());
        page.WaitForAssertion(() => Assert.Contains("at=b.png", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Undo_PutsBackWhatWasSaid_AndShowsThePicture_RedoSaysItAgain()
    {
        var page = Open();
        await PressAsync(page, "2");
        await PressAsync(page, "1");
        await PressAsync(page, "undo");
        await PressAsync(page, "undo");
        Assert.Equal([null, null], edits.Values.Select(edit => edit.Truth));
        Assert.Equal("a.png", Shown(page));
        await PressAsync(page, "redo");
        Assert.Equal("dog", edits["a.png"].Truth!.Class);
    }

    [Fact]
    public async Task LeaveOut_IsTakenBackByTheSameKey()
    {
        var page = Open();
        await PressAsync(page, "x");
        Assert.True(edits["a.png"].Truth!.IsLeftOut);
        Assert.Contains("Take back in", page.Find(Test("leave-out")).TextContent, StringComparison.Ordinal);
        await PressAsync(page, "x");
        Assert.Equal((false, "cat"), (edits["a.png"].Truth!.IsLeftOut, edits["a.png"].Truth!.Class));
    }

    [Fact]
    public async Task ALabel_IsGivenAndTakenByItsKey()
    {
        kind = DatasetKinds.Labels;
        pictures = [Picture("a.png", "") with { Labels = ["cat"] }];
        var page = Open();
        await PressAsync(page, "2");
        Assert.Equal(["cat", "dog"], edits["a.png"].Truth!.Labels);
        await PressAsync(page, "1");
        Assert.Equal(["dog"], edits["a.png"].Truth!.Labels);
    }

    [Fact]
    public async Task WhatAnotherSaid_IsNotOverwritten_UntilThePersonDecides()
    {
        var page = Open();
        edits["a.png"] = new("a.png", new("a.png") { Class = "cat" }, 1, "anna", Samples.Now);
        await PressAsync(page, "2");
        Assert.Equal("cat", edits["a.png"].Truth!.Class);
        Assert.Contains("a.png was changed by anna", page.Find(Test("label-conflict")).TextContent, StringComparison.Ordinal);
        await page.Find(Test("labels-mine")).ClickAsync();
        Assert.Equal(("dog", 2), (edits["a.png"].Truth!.Class, edits["a.png"].Revision));
        Assert.Empty(page.FindAll(Test("label-conflict")));
    }

    [Fact]
    public async Task WhatAnotherWindowSaid_IsShown_WhenItIsHeard()
    {
        var page = Open();
        edits["a.png"] = new("a.png", new("a.png") { Class = "dog" }, 1, "anna", Samples.Now);
        Feed.Publish(new(new RunId(version.Value), [], null) { Project = ProjectId.Default });
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal("dog", page.Find($"{Test("label-name")}.is-on .clip").TextContent));
        await PressAsync(page, "1");
        Assert.Equal(("cat", 2), (edits["a.png"].Truth!.Class, edits["a.png"].Revision));
    }

    [Fact]
    public async Task Proposal_IsShownAtItsName_AndAcceptedWithOneKey()
    {
        proposer = new(RunId.New(), 4, "run four");
        Sender.On<ProposeLabels, Outcome<LabelProposal>>(q => new LabelProposal(new(q.Path) { Class = "dog" }, [0.75], 0.5));
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("0.75", page.FindAll(Test("label-name"))[1].TextContent, StringComparison.Ordinal));
        await PressAsync(page, "a");
        Assert.Equal("dog", edits["a.png"].Truth!.Class);
        Assert.Equal("b.png", Shown(page));
    }

    [Fact]
    public void LeastSure_ComeFirst()
    {
        proposer = new(RunId.New(), 4, "run four");
        Dictionary<string, double> sure = new()
        {
            ["a.png"] = 0.9,
            ["b.png"] = 0.1,
            ["c.png"] = 0.5,
        };
        Sender.On<ProposeLabels, Outcome<LabelProposal>>(q => new LabelProposal(new(q.Path) { Class = "dog" }, [0.75], sure[q.Path]));
        var page = Open("&order=unsure");
        page.WaitForAssertion(() =>
            Assert.Equal(["a.png", "b.png", "c.png"], page.FindAll($"{Test("label-strip")} button").Select(thumb => thumb.GetAttribute("title")))
        );
        // The one that was looked at first stays; of the others the least sure is next.
        page.Find(Test("next-picture")).Click();
        Assert.Equal("b.png", Shown(page));
    }

    [Fact]
    public async Task ANewClass_IsAdded_AndGiven()
    {
        Sender.On<AddLabelName, Outcome<int>>(q =>
        {
            names = [.. names, q.Name];
            return names.Count - 1;
        });
        var page = Open();
        await page.Find(Test("new-name")).InputAsync("bird");
        await page.Find("form.label-add").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("bird", edits["a.png"].Truth!.Class));
    }

    [Fact]
    public async Task Publish_OpensTheNewVersion()
    {
        Sender.On<PublishLabels, Outcome<int>>(_ => 2);
        var page = Open();
        Assert.NotNull(page.Find(Test("publish-labels")).GetAttribute("disabled"));
        await PressAsync(page, "2");
        await page.Find(Test("publish-labels")).ClickAsync();
        page.WaitForAssertion(() => Assert.EndsWith($"/datasets/{dataset}?v=2", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Boxes_AreStoredByTheEditor_AndKeepThatThePictureIsLeftOut()
    {
        kind = ObjectDetectionCard.BoxesKind;
        pictures = [Picture("a.png", "") with { Target = ObjectRow.Write(new(64, 48, [new(1, new(1, 2, 11, 12), 80) { IsCrowd = true }])) }];
        edits["a.png"] = new("a.png", new("a.png") { Target = pictures[0].Target, IsLeftOut = true }, 1, "me", Samples.Now);
        var page = Open();
        var editor = page.FindComponent<BoxEditor>().Instance;
        var saved = await page.InvokeAsync(() =>
            editor.SaveBoxes("a.png", """[{"c":1,"x1":1,"y1":2,"x2":11,"y2":12,"area":80,"flags":1},{"c":0,"x1":5,"y1":5,"x2":9,"y2":9}]""", 1)
        );
        Assert.Equal(2, saved.Revision);
        var objects = ObjectRow.Read(edits["a.png"].Truth!.Target!, 2).Objects;
        Assert.Equal([(1, 80.0, true), (0, 16.0, false)], objects.Select(one => (one.Class, one.Area, one.IsCrowd)));
        Assert.True(edits["a.png"].Truth!.IsLeftOut);
        Assert.Null((await page.InvokeAsync(() => editor.SaveBoxes("a.png", "[]", 1))).Revision);
        Assert.NotNull(page.Find(Test("label-conflict")));
    }

    [Fact]
    public void AKindThatIsNotLabelledHere_IsSaid()
    {
        kind = DatasetKinds.Numbers;
        Assert.Contains("nothing to label", Open().Find(Test("headline")).TextContent, StringComparison.Ordinal);
    }

    private static DatasetEntry Picture(string path, string name) => new(path, name, 10, new string('a', 64), 64, 48);

    private static string? Shown(IRenderedComponent<LabelPage> page) => page.Find(".label-path strong").TextContent;

    private static Task PressAsync(IRenderedComponent<LabelPage> page, string key) => page.InvokeAsync(() => page.Instance.OnKey(key));

    private IRenderedComponent<LabelPage> Open(string query = "")
    {
        Navigation.NavigateTo($"/datasets/{dataset}/label?v=1{query}");
        var page = Render<LabelPage>(p => p.Add(d => d.Id, dataset.ToString()));
        page.WaitForElement(Test("headline"));
        return page;
    }

    private DatasetVersionInfo Info() => new(version, 1, new string('b', 64), 3, 2, 30, "pets.zip", Samples.Now, 0);
}
