using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
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

    protected override void OnInitialized()
    {
        // Somebody without a role anywhere has nothing that waits.
        if (!Caller.IsKnown || !Caller.Value.MaySomewhere(Permission.View))
            return;
        // It stands on every page: the throttler logs what fails, and no page ends for it.
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), Often, Logger);
        subscription = Live.HearForYou(throttler.Request);
        Marks.Changed += throttler.Request;
        throttler.Request();
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
        unread = (await Sender.Send(new GetForYou(), Gone)).Unread;
        StateHasChanged();
    }
}
