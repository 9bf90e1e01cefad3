using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Explanations;

/// <summary>Why one version differs from another: a waterfall of means over seeds, grey within their noise.</summary>
public sealed partial class ExplanationPage
{
    private ExplanationView? view;
    private string? refusal;
    private string? loaded;
    private bool missing,
        busy;
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ExplanationPage> Logger { get; set; } = default!;

    [Parameter]
    public string Id { get; set; } = "";

    private ExplanationId? Asked => Guid.TryParse(Id, out var id) ? new ExplanationId(id) : null;

    private string MetricName => MetricWords.Short(view!.Metric.Name);

    private string Headline
    {
        get
        {
            var (first, last) = (view!.Steps[0].Mean, view.Steps[^1].Mean);
            return first is { } was && last is { } now
                ? Texts["Headline", view.Model, view.After, view.Before, Format.MetricDelta(now - was, view.Metric.Unit)]
                : Texts["HeadlineOpen", view.Model, view.After, view.Before];
        }
    }

    private bool IsMoreBetter => view!.Metric.Better != Direction.Smaller;

    private (double Low, double High) Scale
    {
        get
        {
            List<double> all = [.. view!.Steps.Select(step => step.Mean).OfType<double>()];
            all.AddRange(
                view.Steps.SelectMany(
                    (step, i) => step.Noise is { } noise && i > 0 && view.Steps[i - 1].Mean is { } was ? (double[])[was + noise.Low, was + noise.High] : []
                )
            );
            if (all.Count == 0)
                return (0, 1);
            var (low, high) = (all.Min(), all.Max());
            var room = high > low ? (high - low) * 0.15 : Math.Max(Math.Abs(high) * 0.1, 1e-6);
            return (low - room, high + room);
        }
    }

    protected override void OnInitialized()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), TimeSpan.FromSeconds(1), Logger);
        subscription = Live.Hear(notice =>
        {
            if (notice.Status is not null && view?.Steps.Any(step => step.Runs.Any(run => run.Run == notice.Run)) != false)
                throttler.Request();
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id)
            return;
        (loaded, view, missing, refusal) = (Id, null, false, null);
        await LoadAsync();
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private async Task LoadAsync()
    {
        var of = Id;
        var read = Asked is { } id ? await Sender.Send(new GetExplanation(id), Gone) : null;
        // The person went on to another one meanwhile.
        if (of != Id)
            return;
        (view, missing) = (read, read is null);
        StateHasChanged();
    }

    private Task ContinueAsync() => DoAsync(new ContinueExplanation(view!.Id));

    private Task StopAsync() => DoAsync(new StopExplanation(view!.Id));

    private async Task DoAsync(MediatR.IRequest<Outcome> request)
    {
        busy = true;
        refusal = (await Sender.Send(request)).Refusal;
        busy = false;
        await LoadAsync();
    }

    private static string Css(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private double Place(double value)
    {
        var (low, high) = Scale;
        return 100 * (value - low) / (high - low);
    }

    // The first and the last stand on the ground; steps hang between their neighbours.
    private (double Left, double Width)? Bar(int i)
    {
        if (view!.Steps[i].Mean is not { } mean)
            return null;
        if (i == 0)
            return (0, Place(mean));
        if (view.Steps[i - 1].Mean is not { } was)
            return null;
        var (a, b) = (Place(Math.Min(was, mean)), Place(Math.Max(was, mean)));
        return (a, b - a);
    }

    private (double Left, double Width)? Whisker(int i) =>
        i > 0 && view!.Steps[i].Noise is { } noise && view.Steps[i - 1].Mean is { } was
            ? (Place(was + noise.Low), Place(was + noise.High) - Place(was + noise.Low))
            : null;

    private string Look(ExplainedStep step) =>
        step.Change is not { } change ? "is-end"
        : step.IsWithinNoise == true || change == 0 ? "is-noise"
        : change > 0 == IsMoreBetter ? "is-better"
        : "is-worse";

    private static string Sign(double change) =>
        change > 0 ? "▲"
        : change < 0 ? "▼"
        : "=";

    private string Word(ExplainedStep step) =>
        step.IsWithinNoise switch
        {
            null => Texts["NoiseUnknown"],
            true => Texts["WithinNoise", Half(step)],
            false => Texts[step.Change > 0 == IsMoreBetter ? "Better" : "Worse", Half(step)],
        };

    private string Half(ExplainedStep step) => Format.MetricDelta((step.Noise!.High - step.Noise.Low) / 2, view!.Metric.Unit).TrimStart('+');
}
