using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Layout;

public sealed partial class ForYouBadge
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);
    private int unread;
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private ForYouMarks Marks { get; set; } = default!;

    [Inject]
    private CurrentCaller Caller { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ForYouBadge> Logger { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        // Somebody without a role anywhere has nothing that waits.
        if (!Caller.IsKnown || !Caller.Value.MaySomewhere(Permission.View))
            return;
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), Often, Logger);
        // Comments and reviews come without events; of runs, their end counts.
        subscription = Live.Hear(notice =>
        {
            if (notice.Events.Count == 0 || notice.Status?.IsFinished() == true)
                throttler.Request();
        });
        Marks.Changed += throttler.Request;
        await LoadAsync();
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        if (throttler is null)
            return;
        Marks.Changed -= throttler.Request;
        throttler.Dispose();
    }

    private async Task LoadAsync()
    {
        try
        {
            unread = (await Sender.Send(new GetForYou(), Gone)).Unread;
        }
        catch (Exception e) when (!Gone.IsCancellationRequested)
        {
            // It stands on every page, and no page ends for it.
            LogNotRead(Logger, e);
            return;
        }
        StateHasChanged();
    }

    [LoggerMessage(LogLevel.Warning, "What waits for a person could not be counted.")]
    private static partial void LogNotRead(ILogger logger, Exception e);
}
