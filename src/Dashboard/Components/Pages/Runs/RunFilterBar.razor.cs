using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

/// <summary>The filters of the runs table. It changes nothing itself: it says which part of the URL should change.</summary>
public sealed partial class RunFilterBar : IDisposable
{
    private static readonly string[] Strategies =
    [
        StrategyNames.FeatureExtraction,
        StrategyNames.FineTuning,
        StrategyNames.Everything,
        StrategyNames.FromScratch,
        StrategyNames.CarryOn,
    ];
    private Throttler? typing;
    private string? typed;

    [Parameter]
    public string? Search { get; set; }

    /// <summary>A state in lower case, or <c>active</c>, <c>done</c>, <c>trouble</c>.</summary>
    [Parameter]
    public string? Status { get; set; }

    [Parameter]
    public string? Backbone { get; set; }

    [Parameter]
    public string? Strategy { get; set; }

    [Parameter]
    public string? Tag { get; set; }

    [Parameter]
    public string? Group { get; set; }

    [Parameter]
    public bool Archived { get; set; }

    /// <summary>Those that are shown.</summary>
    [Parameter]
    public IReadOnlyList<RunColumn> Columns { get; set; } = [];

    /// <summary>Those that may be shown.</summary>
    [Parameter]
    public IReadOnlyList<RunColumn> All { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Tags { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Backbones { get; set; } = [];

    /// <summary>Query parameters to set, or to take away where null.</summary>
    [Parameter]
    public EventCallback<Dictionary<string, object?>> OnChange { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <summary>The states that a word of the URL stands for; none for any.</summary>
    public static IReadOnlyList<RunStatus> Statuses(string? word) =>
        word switch
        {
            null or "" => [],
            "active" => [RunStatus.Queued, RunStatus.Starting, RunStatus.Running, RunStatus.Stopping],
            "done" => [RunStatus.Completed, RunStatus.StoppedEarly],
            "trouble" => [RunStatus.Failed, RunStatus.Diverged, RunStatus.Interrupted],
            _ => Enum.TryParse<RunStatus>(word, ignoreCase: true, out var status) ? [status] : [],
        };

    protected override void OnInitialized() =>
        typing = new(Clock, () => InvokeAsync(() => OnChange.InvokeAsync(new() { ["q"] = string.IsNullOrWhiteSpace(typed) ? null : typed })));

    public void Dispose() => typing?.Dispose();

    private static string Set(string? value) => string.IsNullOrEmpty(value) ? "" : "is-set";

    private void OnSearch(string text)
    {
        typed = text;
        typing?.Request();
    }

    private Task Change(string parameter, ChangeEventArgs e) =>
        OnChange.InvokeAsync(new() { [parameter] = e.Value is string { Length: > 0 } value ? value : null });

    private Task Toggle(RunColumn column, bool on) =>
        OnChange.InvokeAsync(new() { ["columns"] = RunColumns.Write(on ? Columns.Append(column) : Columns.Where(c => c != column), All) });
}
