using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Discussion;

/// <summary>The comments on an object, live, with a place to write one.</summary>
public sealed partial class DiscussionPanel
{
    private DiscussionView? view;
    private CommentSubject? loaded;
    private bool shown;
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<DiscussionPanel> Logger { get; set; } = default!;

    /// <summary>The object.</summary>
    [Parameter, EditorRequired]
    public CommentSubject Subject { get; set; } = default!;

    /// <summary>The example of a run that a new comment is about; null (default) for none.</summary>
    [Parameter]
    public string? Example { get; set; }

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    private List<CommentView> Heads => [.. view!.Comments.Where(c => c.Thread is null)];

    protected override void OnInitialized()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), logger: Logger);
        subscription = Live.Hear(notice =>
        {
            if (notice.Run.Value == Subject.Id && notice is { Events.Count: 0, Status: null })
                throttler.Request();
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Subject)
            return;
        (loaded, view) = (Subject, null);
        await LoadAsync();
    }

    // The comment that the address names was not there when the browser looked for it.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (shown || view is null)
            return;
        shown = true;
        var at = Navigation.Uri.IndexOf("#comment-", StringComparison.Ordinal);
        if (at >= 0)
            await Browser.ShowAsync(Navigation.Uri[(at + 1)..]);
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private List<CommentView> Replies(CommentId head) => [.. view!.Comments.Where(c => c.Thread == head)];

    private async Task LoadAsync()
    {
        var asked = Subject;
        var answer = await Sender.Send(new ListComments(asked), Gone);
        if (asked != Subject)
            return;
        view = answer;
        StateHasChanged();
    }
}
