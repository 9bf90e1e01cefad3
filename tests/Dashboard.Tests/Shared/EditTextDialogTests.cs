using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

public sealed class EditTextDialogTests : DashboardContext
{
    private string stored = "before";
    private IDialogReference dialog = null!;

    [Fact]
    public async Task SecondWriter_IsTold_KeepsTheirText_AndDecides()
    {
        var page = await OpenAsync(rows: 0);
        page.Find(Test("edited-text")).Input("mine");
        stored = "theirs";
        page.Find(Test("save-text")).Click();
        Assert.Equal(("theirs", "theirs"), (stored, page.Find(Test("text-theirs")).TextContent));
        Assert.True(page.Find(Test("save-text")).HasAttribute("disabled"));

        page.Find(Test("keep-mine")).Click();
        Assert.Equal("mine", stored);
        Assert.Equal(true, (await dialog.Result)!.Data);
    }

    [Fact]
    public async Task SecondWriter_MayTakeTheirs()
    {
        var page = await OpenAsync(rows: 4);
        page.Find(Test("edited-text")).Input("mine");
        stored = "theirs";
        page.Find(Test("save-text")).Click();
        page.Find(Test("take-theirs")).Click();
        Assert.Equal(("theirs", false), (stored, (await dialog.Result)!.Data));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, true)]
    public async Task Empty_MayBeATextOfSeveralLines_AndNoName(int rows, bool may)
    {
        var page = await OpenAsync(rows);
        page.Find(Test("edited-text")).Input(" ");
        Assert.Equal(!may, page.Find(Test("save-text")).HasAttribute("disabled"));
    }

    [Fact]
    public async Task Refused_TheTextStays()
    {
        var page = await OpenAsync(rows: 0);
        page.Find(Test("edited-text")).Input("taken");
        page.Find(Test("save-text")).Click();
        Assert.Equal("There is another.", page.Find("[role=alert]").TextContent);
        page.Find(Test("edited-text")).Input("mine");
        page.Find(Test("save-text")).Click();
        Assert.Equal("mine", stored);
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(int rows)
    {
        Render<MudPopoverProvider>();
        var provider = Render<MudDialogProvider>();
        var parameters = new DialogParameters<EditTextDialog>
        {
            { d => d.Action, "Rename" },
            { d => d.Text, stored },
            { d => d.DraftKey, "some:name" },
            { d => d.MaxLength, 100 },
            { d => d.Rows, rows },
            { d => d.Save, (text, began) => Task.FromResult(Write(text, began)) },
        };
        await provider.InvokeAsync(async () => dialog = await Services.GetRequiredService<IDialogService>().ShowAsync<EditTextDialog>("Rename", parameters));
        provider.WaitForElement(Test("save-text"));
        return provider;
    }

    private Outcome Write(string text, string began)
    {
        if (text == "taken")
            return Outcome.Refused(Refusal.OfSentence("There is another."));
        if (EditedText.Check(began, stored, text, "words.edited.name") is { } conflict)
            return Outcome.Refused(conflict);
        stored = text;
        return Outcome.Done;
    }
}
