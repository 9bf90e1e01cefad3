using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Inputs.Texts;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Inputs;

public sealed class TextListTests : DashboardContext
{
    private readonly DatasetId dataset = DatasetId.New();
    private readonly DatasetVersionId version = DatasetVersionId.New();
    private readonly List<DatasetText> texts =
    [
        Text(1, "good", "The room was clean <b>and</b> quiet."),
        Text(2, "bad", "房间很吵。"),
        Text(3, "good", string.Join(' ', Enumerable.Repeat("very long indeed", 60))),
    ];

    public TextListTests()
    {
        Sender.On<GetDataset, DatasetDetails?>(_ => Details());
        Sender.On<ListTexts, TextPage>(q => new(60, texts));
        Sender.On<GetTextCounts, TextCounts?>(_ => new(TextLengths.Of([10, 20, 30, 200]), [new("duplicate", 4)]));
    }

    [Fact]
    public void ADatasetOfTexts_SpeaksOfTexts()
    {
        var page = Page();
        Assert.Equal("60 texts in 2 classes", page.Find(Test("headline")).TextContent.Trim());
        Assert.Contains("Texts per class", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(Test("label-pictures")));
        Assert.Empty(page.FindAll(Test("gallery")));
        UserLanguage.Speak(UserLanguage.Chinese);
        Assert.Equal("60 条文本，2 个类别", Page().Find(Test("headline")).TextContent.Trim());
    }

    [Fact]
    public void Texts_StayText_AndLongOnesAreCutUntilAsked()
    {
        var page = Page();
        Assert.Empty(page.FindAll(".text-body b"));
        Assert.Single(page.FindAll(".is-clamped"));
        page.Find(Test("show-all")).Click();
        Assert.Empty(page.FindAll(".is-clamped"));
        Assert.Equal("true", page.Find(Test("show-all")).GetAttribute("aria-expanded"));
    }

    [Fact]
    public void WhatIsSaid_IsCorrectedTogether_AsOneVersion()
    {
        Sender.On<ReviseDataset, Outcome<int>>(_ => 2);
        var page = Page();
        page.FindAll(Test("edit-text"))[0].Click();
        page.Find(Test("text-class-choice")).Change("bad");
        page.Find(Test("close-truth")).Click();
        page.FindAll(Test("edit-text"))[1].Click();
        page.Find(Test("text-leave-out")).Change(true);
        Assert.Equal("2 texts changed", page.Find(Test("text-edits")).TextContent);
        page.Find(Test("save-edits")).Click();
        var revision = Assert.IsType<Relabel>(Assert.Single(Sender.SentOf<ReviseDataset>()).Revision);
        Assert.Equal([("t.csv#1", "bad", false), ("t.csv#2", null, true)], revision.Pictures.Select(truth => (truth.Path, truth.Class, truth.IsLeftOut)));
    }

    [Fact]
    public void WhatIsSaidAsBefore_IsNoChange()
    {
        var page = Page();
        page.FindAll(Test("edit-text"))[0].Click();
        page.Find(Test("text-class-choice")).Change("bad");
        page.Find(Test("text-class-choice")).Change("good");
        Assert.Empty(page.FindAll(Test("text-edits")));
    }

    [Fact]
    public void Labels_AreTicked_OneByOne()
    {
        PictureTruth? said = null;
        var truth = Render<TextTruth>(p =>
            p.Add(t => t.Entry, Text(1, "", "x").Entry with { Labels = ["a"] })
                .Add(t => t.Kind, DatasetKinds.Labels)
                .Add(t => t.Names, ["a", "b"])
                .Add(t => t.OnSay, t => said = t)
        );
        truth.FindAll("input[type=checkbox]")[1].Change(true);
        Assert.Equal(["a", "b"], said!.Labels!);
    }

    [Fact]
    public void Lengths_SayWhatAMaximumCuts()
    {
        var page = Page();
        Assert.Contains("25", page.Find(Test("share-cut")).TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find(Test("cut-line")));
        page.Find(Test("cut-at")).Change("256");
        Assert.Contains("no text is cut", page.Find(Test("share-cut")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_IsAsked_AndWhatIsFoundIsMarked()
    {
        ExampleView? asked = null;
        var list = Render<TextList>(p =>
            p.Add(l => l.Details, Details()).Add(l => l.View, new ExampleView(null, null, null, 1, null, "ROOM")).Add(l => l.OnShow, view => asked = view)
        );
        Assert.Equal("ROOM", Sender.SentOf<ListTexts>().Last().Search);
        Assert.Equal("room", Assert.Single(list.FindAll("mark")).TextContent);
        list.Find(Test("search-texts")).Input("clean");
        list.WaitForAssertion(() => Assert.Equal(new ExampleView(null, null, null, 1, null, "clean"), asked));
    }

    private IRenderedComponent<DatasetPage> Page() => Render<DatasetPage>(p => p.Add(d => d.Id, dataset.ToString()));

    private static DatasetText Text(int line, string @class, string text) =>
        new(new($"t.csv#{line}", @class, text.Length, $"{line}", 0, 0) { Blob = 0, Offset = 0 }, text, false);

    private DatasetDetails Details() =>
        new(dataset, "reviews", null, false, Info(), [Info()], [new("bad", 20), new("good", 40)], [], 0, 0, new(60, [], [], 1))
        {
            Input = TextInputCard.InputName,
        };

    private DatasetVersionInfo Info() => new(version, 1, "abc", 60, 2, 1, "t.csv", Samples.Now, 0);
}
