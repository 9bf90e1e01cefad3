using Bunit;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

public sealed class TextFieldTests : DashboardContext
{
    private readonly List<string> told = [];

    [Fact]
    public void Typed_IsToldLetterByLetter_AndNeverWrittenBack()
    {
        var field = Open("");
        foreach (var text in new[] { "t", "tr", "tra" })
            field.Find("input").Input(text);
        Assert.Equal(["t", "tr", "tra"], told);
        // The owner answers late, one value after the other, as an address does.
        foreach (var text in new[] { "t", "tr", "tra" })
            field.Render(p => p.Add(f => f.Value, text));
        Assert.Equal(("", "", "0"), Written(field));
    }

    [Fact]
    public void Value_ThatWasNotTypedHere_IsWritten()
    {
        var field = Open("pets");
        field.Find("input").Input("pets and mo");
        field.Render(p => p.Add(f => f.Value, "pets and mo"));
        field.Render(p => p.Add(f => f.Value, ""));
        Assert.Equal(("pets", "", "1"), Written(field));
        // The same again, after it was typed over.
        field.Find("input").Input("x");
        field.Render(p => p.Add(f => f.Value, "x"));
        field.Render(p => p.Add(f => f.Value, ""));
        Assert.Equal(("pets", "", "2"), Written(field));
    }

    [Fact]
    public void Field_ThatTellsWhenLeft_ShowsWhatBecameOfIt()
    {
        var field = Open("0.001", live: false);
        field.Find("input").Change("0.0010");
        Assert.Equal(["0.0010"], told);
        Assert.Equal(("0.001", "0.001", "1"), Written(field));
    }

    [Fact]
    public void Draft_IsTakenWithWhatItBeganFrom_AndCanBeDiscarded()
    {
        var began = "";
        var field = Open("theirs", began: b => began = b);
        Assert.Empty(field.FindAll(Test("draft-restored")));
        field.Find("text-field").TriggerEvent("ondraftfound", new DraftFoundEventArgs { Text = "mine, half", Base = "before" });
        Assert.Equal(("mine, half", "before"), (Assert.Single(told), began));
        field.Find(Test("draft-discard")).Click();
        Assert.Equal("theirs", told[^1]);
        Assert.Equal("theirs", field.Find("text-field").GetAttribute("text"));
        Assert.Empty(field.FindAll(Test("draft-restored")));
        Assert.Equal(["notes"], JSInterop.Invocations["mlops.forgetDrafts"].Select(i => ((string[])i.Arguments[0]!).Single()));
    }

    private IRenderedComponent<TextField> Open(string value, bool live = true, Action<string>? began = null) =>
        Render<TextField>(p =>
            p.Add(f => f.Value, value)
                .Add(f => f.ValueChanged, told.Add)
                .Add(f => f.Live, live)
                .Add(f => f.Draft, "notes")
                .Add(f => f.Base, value)
                .Add(f => f.BaseChanged, began ?? (_ => { }))
        );

    // What the field was drawn with, what was written over it, and how often.
    private static (string?, string?, string?) Written(IRenderedComponent<TextField> field) =>
        (field.Find("input").GetAttribute("value"), field.Find("text-field").GetAttribute("text"), field.Find("text-field").GetAttribute("version"));
}
