using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Reviews;

/// <summary>Every request to move an alias, and how it ended.</summary>
public sealed partial class ReviewsPage
{
    private IReadOnlyList<ReviewSummary>? reviews;
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ReviewsPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "open")]
    private string? OpenText { get; set; }

    private bool OpenOnly => AddressValue.Flag(OpenText);

    private List<ReviewSummary> Shown => [.. reviews!.Where(review => !OpenOnly || review.DecidedAt is null)];

    private string Headline =>
        reviews!.Count(review => review.DecidedAt is null) is var open && reviews!.Count == 0 ? Texts["NoReviewYet"] : Texts["Open", open];

    protected override void OnInitialized()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), logger: Logger);
        subscription = Live.Hear(notice =>
        {
            if (notice.Events.Count == 0 && notice.Status is null)
                throttler.Request();
        });
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void Disposing()
    {
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private async Task LoadAsync()
    {
        reviews = await Sender.Send(new ListReviews(), Gone);
        StateHasChanged();
    }

    private void ShowOpen(bool only) => GoTo(only ? "/reviews?open=1" : "/reviews", replace: true);
}
