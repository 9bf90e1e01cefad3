using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;
using Direction = MlOpsDashboard.Core.Metrics.Direction;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>The baseline of a run (<see cref="Baselines"/>), how far the run is above it, and a way to train it where it was not.</summary>
public sealed partial class BaselineLine
{
    private TrainingSpec? wanted;
    private BaselineRun? baseline;
    private (RunId Run, RunStatus Status)? shown;
    private bool read;
    private bool busy;
    private IDisposable? heard;
    private Throttler? again;

    [Parameter, EditorRequired]
    public RunRow Run { get; set; } = default!;

    /// <summary>The run's.</summary>
    [Parameter, EditorRequired]
    public TrainingSpec Spec { get; set; } = default!;

    /// <summary>What the run is called beside it: “This run”.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<BaselineLine> Logger { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (shown == (Run.Id, Run.Status))
            return;
        shown = (Run.Id, Run.Status);
        wanted = Baselines.Of(Spec);
        if (wanted is null)
            return;
        again ??= new Throttler(Clock, () => InvokeAsync(RereadAsync), TimeSpan.FromSeconds(1), Logger);
        heard ??= Live.Hear(notice =>
        {
            if (notice.Run == baseline?.Id && notice.Status is not null)
                again.Request();
        });
        await ReadAsync();
    }

    protected override void Disposing()
    {
        heard?.Dispose();
        again?.Dispose();
    }

    private async Task RereadAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync() => (baseline, read) = (await Sender.Send(new FindBaseline(Spec, Run.DatasetVersion), Gone), true);

    private async Task Train()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            Toasts.Tell(await Sender.Send(new StartBaseline(Spec, Run.DatasetVersion, Run.Tags)), Texts["Baseline.Started"]);
            await ReadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private static string Tone(double difference, MetricSpec metric) =>
        difference == 0 || metric.Better is not { } better ? ""
        : difference > 0 == (better == Direction.Larger) ? "tone-good"
        : "tone-warning";
}
