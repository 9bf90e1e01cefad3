using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>A text field that loses no letter, however late the server answers. All text fields of the pages are this one.</summary>
/// <remarks>
/// The field is drawn once and not written again by what was typed: an answer that comes late would put the text of then over the text of now. A new
/// <see cref="Value"/> that
/// was not typed here (cleared, picked, read anew) is written unless the person is typing just then; in that case the typed text is reported again, and wins.
/// With a <see cref="Draft"/> the browser keeps what is typed until <see cref="BrowserBridge.ForgetDraftsAsync"/>, and puts it back after a reload or a
/// restart of the server.
/// </remarks>
public sealed partial class TextField
{
    private readonly List<string> reported = [];
    private bool begun;
    private string initial = "";
    private string given = "";
    private string shown = "";
    private string pushed = "";
    private int version;
    private bool restored;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Parameter, EditorRequired]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>Tell of every letter (default), or once the field is left or Enter is pressed; then the field shows what became of it.</summary>
    [Parameter]
    public bool Live { get; set; } = true;

    /// <summary>Lines of a field that takes several; 0 (default) for one line.</summary>
    [Parameter]
    public int Rows { get; set; }

    /// <summary><c>text</c> (default) or <c>search</c>.</summary>
    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>Whether the field has the focus when it appears.</summary>
    [Parameter]
    public bool AutoFocus { get; set; }

    /// <summary>Under which name the browser keeps what is typed and not saved; null (default) for not at all.</summary>
    [Parameter]
    public string? Draft { get; set; }

    /// <summary>The stored text that the person began from: kept with the draft, and what Discard goes back to.</summary>
    [Parameter]
    public string? Base { get; set; }

    /// <summary>A draft was put back; the argument is the stored text that it began from.</summary>
    [Parameter]
    public EventCallback<string> BaseChanged { get; set; }

    /// <summary>Enter was pressed in a field of one line.</summary>
    [Parameter]
    public EventCallback OnEnter { get; set; }

    /// <summary>Of the element: id, placeholder, maxlength, data-testid.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected override void OnParametersSet()
    {
        var value = Value ?? "";
        if (!begun)
            (begun, initial, given, shown, pushed) = (true, value, value, value, value);
        // Saved: nothing is left to discard.
        if (restored && value == Base)
            restored = false;
        if (value == given)
            return;
        given = value;
        // An answer to what was typed before says nothing new; an address may bring it late.
        if (reported.IndexOf(value) is >= 0 and var at)
            reported.RemoveRange(0, at + 1);
        else if (value != shown)
            Push(value);
    }

    private Task TypedAsync(ChangeEventArgs e) => Live ? ReportAsync(e) : Task.CompletedTask;

    private async Task LeftAsync(ChangeEventArgs e)
    {
        if (Live && e.Value as string == shown)
            return;
        await ReportAsync(e);
        if (!Live && given != shown)
            Push(given);
    }

    private Task ReportAsync(ChangeEventArgs e)
    {
        shown = e.Value as string ?? "";
        if (Live)
            reported.Add(shown);
        if (reported.Count > 200)
            reported.RemoveAt(0);
        return ValueChanged.InvokeAsync(shown);
    }

    private Task KeyAsync(KeyboardEventArgs e) => e.Key == "Enter" ? OnEnter.InvokeAsync() : Task.CompletedTask;

    private async Task TakeDraftAsync(DraftFoundEventArgs e)
    {
        restored = true;
        await BaseChanged.InvokeAsync(e.Base ?? "");
        await ReportAsync(new() { Value = e.Text });
    }

    private async Task DiscardAsync()
    {
        restored = false;
        Push(Base ?? "");
        await ValueChanged.InvokeAsync(shown);
        if (Draft is not null)
            await Browser.ForgetDraftsAsync(Draft);
    }

    private void Push(string text)
    {
        (pushed, shown) = (text, text);
        version++;
        reported.Clear();
    }
}
