using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class RunNotesTests : DashboardContext
{
    private string stored = "before";

    public RunNotesTests() =>
        Sender.On<WriteRunNotes, Outcome>(q =>
        {
            if (EditedText.Check(q.Began, stored, q.Notes, "words.edited.notes") is { } conflict)
                return Outcome.Refused(conflict);
            stored = q.Notes;
            return Outcome.Done;
        });

    [Fact]
    public void SecondWriter_IsTold_KeepsTheirText_AndDecides()
    {
        var notes = Open();
        notes.Find(Test("notes-edit")).Click();
        notes.Find(Test("notes-text")).Input("mine");
        stored = "theirs";
        notes.Find(Test("notes-save")).Click();
        Assert.Equal("theirs", stored);
        Assert.Equal("theirs", notes.Find(Test("text-theirs")).TextContent);
        Assert.Equal("before", notes.Find(Test("notes-text")).GetAttribute("value"));

        // Somebody writes once more before the decision: it is asked again.
        stored = "theirs, once more";
        notes.Find(Test("keep-mine")).Click();
        Assert.Equal("theirs, once more", notes.Find(Test("text-theirs")).TextContent);
        notes.Find(Test("keep-mine")).Click();
        Assert.Equal("mine", stored);
        Assert.Empty(notes.FindAll(Test("notes-text")));
    }

    [Fact]
    public void SecondWriter_MayTakeTheirs()
    {
        var notes = Open();
        notes.Find(Test("notes-edit")).Click();
        notes.Find(Test("notes-text")).Input("mine");
        stored = "theirs";
        notes.Find(Test("notes-save")).Click();
        notes.Find(Test("take-theirs")).Click();
        Assert.Equal("theirs", stored);
        Assert.Empty(notes.FindAll(Test("notes-text")));
    }

    // Written before a restart, from notes that were changed since.
    [Fact]
    public void Draft_OpensAgain_AndOverwritesNobody()
    {
        JSInterop.Setup<bool>("mlops.hasDraft", _ => true).SetResult(true);
        stored = "theirs";
        var notes = Open();
        notes.Find("text-field").TriggerEvent("ondraftfound", new DraftFoundEventArgs { Text = "half of mine", Base = "before" });
        notes.Find(Test("notes-save")).Click();
        Assert.Equal("theirs", stored);
        Assert.NotNull(notes.Find(Test("text-conflict")));
    }

    private IRenderedComponent<RunNotes> Open() => Render<RunNotes>(p => p.Add(n => n.Details, Samples.Details(Samples.Row(1) with { Notes = stored })));
}
