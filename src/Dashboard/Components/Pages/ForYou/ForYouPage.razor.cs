using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.ForYou;

/// <summary>What waits for the person, newest first, each one click from done.</summary>
public sealed partial class ForYouPage
{
    private ForYouList? list;
    private bool busy;
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private ForYouMarks Marks { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ForYouPage> Logger { get; set; } = default!;

    private string Headline =>
        list switch
        {
            { Unread: > 0 } => Texts["Unread", list.Unread],
            { Items.Count: > 0 } => Texts["AllRead"],
            _ => Texts["Nothing"],
        };

    protected override async Task OnInitializedAsync()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), TimeSpan.FromSeconds(1), Logger);
        subscription = Live.HearForYou(throttler.Request);
        await LoadAsync();
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private static string IconOf(ForYouKind kind) =>
        kind switch
        {
            ForYouKind.Mention => Icons.Material.Outlined.AlternateEmail,
            ForYouKind.Reply => Icons.Material.Outlined.Reply,
            ForYouKind.OnMyRun => Icons.Material.Outlined.ChatBubbleOutline,
            ForYouKind.FailedRun => Icons.Material.Outlined.ErrorOutline,
            _ => Icons.Material.Outlined.RateReview,
        };

    private async Task LoadAsync()
    {
        list = await Sender.Send(new GetForYou(), Gone);
        StateHasChanged();
    }

    // Beside the link, which the browser follows.
    private async Task MarkAsync(ForYouItem item)
    {
        if (item.IsRead)
            return;
        await Sender.Send(new MarkRead(item.Key));
        Marks.Tell();
    }

    private async Task MarkAllAsync()
    {
        if (busy || list is not { Items: [var newest, ..] })
            return;
        busy = true;
        var outcome = await Sender.Send(new MarkAllRead(newest.At));
        busy = false;
        if (!outcome.IsDone)
            Toasts.Tell(outcome, "");
        Marks.Tell();
        await LoadAsync();
    }
}
