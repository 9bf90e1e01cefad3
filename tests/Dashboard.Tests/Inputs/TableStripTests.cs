using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Inputs;

public sealed class TableStripTests : DashboardContext
{
    public TableStripTests()
    {
        var module = JSInterop.SetupModule("/js/upload.js");
        module.Mode = JSRuntimeMode.Loose;
        module.SetupModule("attach", _ => true).Mode = JSRuntimeMode.Loose;
        Sender.On<PreviewTable, Outcome<TablePreview>>(q => Preview(q.Choices));
        Sender.On<StartImport, Outcome<ImportId>>(_ => ImportId.New());
    }

    [Fact]
    public async Task ATable_IsSentAndReadAtOnce_AndImportedAsGuessed()
    {
        var box = await BoxAsync();
        Assert.Equal("reviews: 1,200 texts, 2 classes, cells separated by commas. Nothing is imported yet.", box.Find(Test("table-words")).TextContent);
        Assert.Equal("reviews", box.Find(Test("dataset-name")).GetAttribute("value"));
        box.Find(Test("import-table")).Click();
        var started = Assert.Single(Sender.SentOf<StartImport>());
        Assert.Equal(new TableChoices(), started.Source.Table);
        Assert.Equal("reviews", started.DatasetName);
    }

    [Fact]
    public async Task AnotherChoice_ReadsAgain_AndIsWhatIsImported()
    {
        var box = await BoxAsync();
        box.Find(Test("table-label")).Change("stars");
        Assert.Contains("stars", box.Find(Test("table-rows")).QuerySelectorAll("th").First(th => th.QuerySelector(".tag")?.TextContent == "label").TextContent);
        box.Find(Test("table-header")).Change("no");
        Assert.Equal(new TableChoices { HasHeader = false }, Sender.SentOf<PreviewTable>().Last().Choices);
        box.Find(Test("import-table")).Click();
        Assert.Equal(new TableChoices { HasHeader = false }, Assert.Single(Sender.SentOf<StartImport>()).Source.Table);
    }

    [Fact]
    public async Task Numbers_AreTicked()
    {
        var box = await BoxAsync();
        box.Find(Test("table-kind")).Change(DatasetKinds.Numbers);
        box.FindAll(Test("table-target"))[1].Change(true);
        Assert.Equal(["stars"], Sender.SentOf<PreviewTable>().Last().Choices!.TargetColumns!);
    }

    [Fact]
    public async Task WhatDoesNotRead_IsSaid_AndNotImported_UntilItDoes()
    {
        var box = await BoxAsync();
        box.Find(Test("table-text")).Change("label");
        Assert.Contains("two columns", box.Find(Test("table-problem")).TextContent);
        Assert.True(box.Find(Test("import-table")).HasAttribute("disabled"));
        box.Find(Test("table-text")).Change("review");
        Assert.Empty(box.FindAll(Test("table-problem")));
        Assert.False(box.Find(Test("import-table")).HasAttribute("disabled"));
    }

    [Fact]
    public async Task Cells_StayText_AndRefusedRowsHaveTheirLine()
    {
        var box = await BoxAsync();
        Assert.Empty(box.FindAll("td b"));
        Assert.Contains("Line 7:", box.Find(Test("table-refused")).TextContent);
    }

    private async Task<IRenderedComponent<UploadBox>> BoxAsync()
    {
        var box = Render<UploadBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("table", 0, 1, 900, 0, "reviews", [])));
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        return box;
    }

    private static Outcome<TablePreview> Preview(TableChoices? choices)
    {
        var (text, label) = (choices?.TextColumn ?? "review", choices?.LabelColumn ?? "label");
        return text == label
            ? Outcome<TablePreview>.Refused(Refusal.OfSentence("Expected two columns. Received one."))
            : new TablePreview(
                "reviews",
                choices?.Encoding ?? "utf-8",
                [new("utf-8", "Unicode (UTF-8)")],
                ",",
                choices?.HasHeader ?? true,
                choices?.Kind ?? DatasetKinds.Class,
                [
                    .. new[] { "label", "stars", "review" }.Select(name => new TableColumn(
                        name,
                        name == text ? ColumnRoles.Text
                            : choices?.Kind == DatasetKinds.Numbers ? ColumnRoles.Nothing
                            : name == label ? ColumnRoles.Label
                            : ColumnRoles.Nothing
                    )),
                ],
                [
                    ["good", "5", "<b>fine</b>"],
                ],
                1_200,
                [new(7, "cells", "Expected 3 cells. Received 4.")],
                1,
                [new("bad", 200), new("good", 1_000)]
            );
    }
}
