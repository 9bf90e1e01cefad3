using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets.Changes;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

public sealed class ChangesPageTests : DashboardContext
{
    private readonly DatasetId dataset = DatasetId.New();
    private readonly Dictionary<int, DatasetVersionId> ids = Enumerable.Range(1, 9).ToDictionary(number => number, _ => DatasetVersionId.New());
    private readonly Dictionary<int, DatasetManifest> manifests = new()
    {
        [1] = Classes(("1.png", "cat"), ("2.png", "cat"), ("3.png", "dog"), ("4.png", "dog")),
        [2] = Classes(("1.png", "cat"), ("2.png", "dog"), ("3.png", "dog"), ("4.png", "bird"), ("5.png", "cat")),
    };

    public ChangesPageTests()
    {
        Sender.On<GetDataset, DatasetDetails?>(q => q.Dataset == dataset ? Details() : null);
        Sender.On<CompareDatasetVersions, Outcome<VersionDifference>>(Compare);
        Sender.On<GetTexts, IReadOnlyList<DatasetText>>(_ => []);
    }

    [Fact]
    public void WithoutVersions_TheNewestAreCompared_InSentencesAndPictures()
    {
        var page = Open("");
        Assert.Equal(new CompareDatasetVersions(dataset, 1, 2), Assert.Single(Sender.SentOf<CompareDatasetVersions>()));
        Assert.Equal("3 pictures changed from v1 to v2", page.Find(Test("headline")).TextContent);
        Assert.Equal(
            ["“bird” is new, with 1 picture.", "1 picture added.", "2 pictures relabelled: 1 from cat to dog, 1 from dog to bird."],
            page.FindAll(Test("changes") + " li").Select(line => line.TextContent)
        );
        Assert.Equal(
            ["cat → dog2.png", "dog → bird4.png", "Addedcat5.png"],
            page.FindAll(Test("changed-picture")).Select(picture => string.Concat(picture.TextContent.Split('\n').Select(line => line.Trim())))
        );
    }

    [Fact]
    public void InChinese_TheSentencesAreToo()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        var page = Open("");
        Assert.Equal("从 v1 到 v2，3 张图片有变化", page.Find(Test("headline")).TextContent);
        Assert.Contains("重新标注 2 张图片：1 张从“cat”改为“dog”，1 张从“dog”改为“bird”。", page.Find(Test("changes")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TheAddress_SaysVersionsKindAndPage()
    {
        Open("?from=1&to=2&change=relabelled&page=3");
        Assert.Equal(new CompareDatasetVersions(dataset, 1, 2, ChangeKinds.Relabelled, 96), Assert.Single(Sender.SentOf<CompareDatasetVersions>()));
    }

    [Fact]
    public void AKindOfChange_AndOtherVersions_GoIntoTheAddress()
    {
        var page = Open("");
        page.Find(Test("change-added")).Click();
        page.WaitForAssertion(() => Assert.EndsWith("/changes?from=1&to=2&change=added", Navigation.Uri));
        page.Find(Test("from")).Change("2");
        page.WaitForAssertion(() => Assert.EndsWith("/changes?from=2&to=2", Navigation.Uri));
    }

    [Fact]
    public void TheSameVersions_SayThatNothingChanged()
    {
        var page = Open("?from=2&to=2");
        Assert.Equal("v2 and v2 have the same pictures and labels", page.Find(Test("headline")).TextContent);
        Assert.NotNull(page.Find(Test("no-change")));
        Assert.Empty(page.FindAll(Test("changed-picture")));
    }

    [Fact]
    public void WhatIsNotThere_IsSaid()
    {
        Assert.Contains("nothing to compare", Open("?from=1&to=7").Find(Test("headline")).TextContent, StringComparison.Ordinal);
        Sender.On<CompareDatasetVersions, Outcome<VersionDifference>>(_ =>
            Outcome<VersionDifference>.Refused(new Refusal(RefusalKind.Unavailable, "registry.manifest.missing"))
        );
        Assert.NotNull(Open("?from=1&to=2").Find("[role='alert']"));
    }

    [Fact]
    public void Boxes_AreDrawnBeforeAndAfter_AndOpenedLarge()
    {
        manifests[1] = Boxes(new TrueObject(0, new(10, 10, 40, 40), 900));
        manifests[2] = Boxes(new TrueObject(1, new(10, 10, 40, 40), 900), new TrueObject(0, new(50, 50, 60, 60), 100));
        var dialogs = Render<MudDialogProvider>();
        var page = Open("");
        Assert.Equal(2, page.FindAll(Test("changed-picture") + " svg.box-overlay").Count);
        Assert.Contains("1 box from cat to dog, 1 box of cat added", page.Find(Test("changed-picture")).TextContent, StringComparison.Ordinal);
        page.Find(Test("changed-picture")).Click();
        dialogs.WaitForAssertion(() => Assert.Equal(2, dialogs.FindAll(Test("changed-picture-dialog") + " svg.box-overlay").Count));
        Assert.Equal(["Before, v1", "After, v2"], dialogs.FindAll("figcaption").Select(side => side.TextContent));
    }

    [Fact]
    public void Texts_AreCalledTexts()
    {
        manifests[1] = Classes(("a#1", "no"), ("b#2", "yes")) with { Input = TextInputCard.InputName };
        manifests[2] = Classes(("a#1", "yes"), ("b#2", "yes"), ("c#3", "no")) with { Input = TextInputCard.InputName };
        var page = Open("?from=1&to=2");
        Assert.Equal("2 texts changed from v1 to v2", page.Find(Test("headline")).TextContent);
        Assert.Contains("1 text added.", page.FindAll(Test("changes") + " li").Select(line => line.TextContent));
        Assert.DoesNotContain("picture", page.Find(Test("changes")).TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Texts_ThatChanged_AreRead_AsTheyWereWhereTheyWereAnother()
    {
        var before = Classes(("a#1", "no"), ("b#2", "yes"), ("d#4", "no")) with { Input = TextInputCard.InputName };
        var after = Classes(("a#1", "yes"), ("b#2", "yes"), ("c#3", "no")) with { Input = TextInputCard.InputName };
        (manifests[1], manifests[2]) = (before, after);
        Sender.On<GetTexts, IReadOnlyList<DatasetText>>(q =>
            [
                .. manifests[ids.Single(id => id.Value == q.Version).Key]
                    .Entries.Where(entry => q.Paths.Contains(entry.Path))
                    .Select(entry => new DatasetText(entry, $"text of {entry.Path}", false)),
            ]
        );
        var page = Open("?from=1&to=2");
        Assert.Empty(page.FindAll(Test("changed-picture")));
        var rows = page.FindAll(Test("changed-texts") + " > li").Select(row => row.TextContent).ToList();
        Assert.Equal(3, rows.Count);
        Assert.Contains("text of a#1", rows[0], StringComparison.Ordinal);
        Assert.Contains("no → yes", rows[0], StringComparison.Ordinal);
        Assert.Contains(rows, row => row.Contains("text of c#3", StringComparison.Ordinal) && row.Contains("Added", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("text of d#4", StringComparison.Ordinal) && row.Contains("Removed", StringComparison.Ordinal));
    }

    private IRenderedComponent<ChangesPage> Open(string query)
    {
        Navigation.NavigateTo($"datasets/{dataset}/changes{query}");
        return Render<ChangesPage>(p => p.Add(d => d.Id, dataset.ToString()));
    }

    private DatasetDetails Details()
    {
        DatasetVersionInfo[] versions =
        [
            .. manifests.Select(m => new DatasetVersionInfo(ids[m.Key], m.Key, m.Value.Hash, 4, 2, 1, "x.zip", Clock.GetUtcNow(), 0)),
        ];
        return new(dataset, "pets", null, false, versions[^1], versions, [], [], 0, 0, new(4, [], [], 1));
    }

    private Outcome<VersionDifference> Compare(CompareDatasetVersions asked)
    {
        if (!manifests.TryGetValue(asked.From, out var before) || !manifests.TryGetValue(asked.To, out var after))
            return Outcome<VersionDifference>.Refused(new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", "v7")));
        var found = ManifestDifference.Between(before, after);
        return new VersionDifference(
            dataset,
            "pets",
            new(asked.From, before.Kind, before.ClassNames, before.Entries.Count) { Input = before.Input },
            new(asked.To, after.Kind, after.ClassNames, after.Entries.Count) { Input = after.Input },
            found.Counts,
            found.Pictures.Count,
            found.Unchanged,
            found.Names,
            found.Labels,
            found.Parts,
            found.Pictures.Count,
            found.Pictures
        );
    }

    private static DatasetManifest Classes(params (string Path, string Class)[] pictures) =>
        new(
            [.. pictures.Select(picture => picture.Class).Distinct().Order(StringComparer.Ordinal)],
            [.. pictures.Select(picture => new DatasetEntry(picture.Path, picture.Class, 1, new string(picture.Path[0], 64), 100, 100))]
        );

    private static DatasetManifest Boxes(params TrueObject[] objects) =>
        new(["cat", "dog"], [new DatasetEntry("1.png", "", 1, new string('1', 64), 100, 100) { Target = ObjectRow.Write(new(100, 100, objects)) }])
        {
            Kind = ObjectDetectionCard.BoxesKind,
        };
}
