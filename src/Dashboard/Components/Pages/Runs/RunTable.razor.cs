using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

/// <summary>Shows rows; what is sorted and selected belongs to the page.</summary>
public sealed partial class RunTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<RunRow> Rows { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<RunColumn> Columns { get; set; } = [];

    /// <summary>Key of the column that orders the rows.</summary>
    [Parameter]
    public string Sort { get; set; } = "number";

    [Parameter]
    public bool Descending { get; set; }

    /// <summary>Numbers of the selected runs.</summary>
    [Parameter]
    public IReadOnlySet<int> Selected { get; set; } = new HashSet<int>();

    [Parameter]
    public EventCallback<string> OnSort { get; set; }

    /// <summary>Which rows were switched on or off.</summary>
    [Parameter]
    public EventCallback<(IReadOnlyList<RunRow> Rows, bool On)> OnSelect { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private bool AllSelected => Rows.Count > 0 && Rows.All(r => Selected.Contains(r.Number));

    private string? AriaSort(string column) =>
        column != Sort ? null
        : Descending ? "descending"
        : "ascending";

    private RenderFragment? SortMark(string column) =>
        column != Sort
            ? null
            : builder =>
            {
                builder.OpenComponent<MudIcon>(0);
                builder.AddAttribute(1, nameof(MudIcon.Icon), Descending ? Icons.Material.Outlined.ArrowDropDown : Icons.Material.Outlined.ArrowDropUp);
                builder.CloseComponent();
            };

    private static string Duration(RunRow run) => run.Seconds is { } seconds ? Format.Duration(TimeSpan.FromSeconds(seconds)) : "";

    private string Epochs(RunRow run) =>
        run.Status.IsFinished()
            ? Texts["EpochsDone", run.EpochsDone, run.TotalEpochs]
            : Texts["InEpoch", Math.Min(run.EpochsDone + 1, run.TotalEpochs), run.TotalEpochs];
}
