using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Workers;

/// <summary>Which machines work, on what, how hard, and what waits for them.</summary>
public sealed partial class WorkersPage : IDisposable
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(2);
    private WorkerOverview? overview;
    private IDisposable? subscription;
    private Throttler? throttler;
    private ITimer? timer;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<WorkersPage> Logger { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), logger: Logger);
        subscription = Live.Hear(notice =>
        {
            if (notice.Status is not null)
                throttler.Request();
        });
        // Load and memory are samples of the machine that nobody publishes: the lines move at the samplers' own pace.
        timer = Clock.CreateTimer(_ => throttler.Request(), null, Sampling, Sampling);
        await LoadAsync();
    }

    public void Dispose()
    {
        timer?.Dispose();
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private async Task LoadAsync()
    {
        overview = await Sender.Send(new GetWorkers());
        StateHasChanged();
    }

    // "1 worker here: CPU, 2 cores, idle. No GPU found: ..." is a headline and a remark.
    private static string First(string sentence) => End(sentence) is >= 0 and var end ? sentence[..end] : sentence.TrimEnd('.', '。');

    private static string Rest(string sentence) => End(sentence) is >= 0 and var end ? sentence[(end + 1)..].TrimStart() : "";

    // Of the first sentence, where another follows: the point in "0.5 GB" ends none.
    private static int End(string sentence) =>
        sentence.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var point ? point : sentence.TrimEnd('。').IndexOf('。');
}
