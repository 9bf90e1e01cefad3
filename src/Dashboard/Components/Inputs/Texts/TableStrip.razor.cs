using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Inputs.Texts;

/// <summary>Texts before their import. Whoever accepts what is guessed has nothing to do here.</summary>
public sealed partial class TableStrip
{
    private static readonly string[] Kinds = [DatasetKinds.Class, DatasetKinds.Labels, DatasetKinds.Numbers];
    private readonly string id = Guid.NewGuid().ToString("N")[..8];
    private TableChoices choices = new();
    private TablePreview? preview;
    private ImportSource? loaded;
    private string? problem;
    private bool busy;
    private int asked;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ChosenProject Project { get; set; } = default!;

    /// <summary>The table, where the server has it.</summary>
    [Parameter, EditorRequired]
    public ImportSource Source { get; set; } = default!;

    /// <summary>What was chosen, whenever it reads; null while it does not.</summary>
    [Parameter]
    public EventCallback<TableChoices?> OnRead { get; set; }

    private IEnumerable<TableColumn> Others => preview!.Columns.Where(column => column.Role != ColumnRoles.Text);

    private bool IsOneColumn =>
        preview!.Kind == DatasetKinds.Class || (preview.Kind == DatasetKinds.Labels && preview.Columns.Count(c => c.Role == ColumnRoles.Label) <= 1);

    protected override async Task OnParametersSetAsync()
    {
        if (Equals(loaded, Source))
            return;
        (loaded, preview, choices) = (Source, null, Source.Table ?? new());
        await AskAsync();
    }

    private Task ChooseAsync(TableChoices chosen)
    {
        choices = chosen;
        return AskAsync();
    }

    private async Task AskAsync()
    {
        var number = ++asked;
        busy = true;
        await OnRead.InvokeAsync(null);
        var answer = await Sender.Send(new PreviewTable(Source, choices) { Project = Project.Current }, Gone);
        // A later choice is asked for already.
        if (number != asked)
            return;
        busy = false;
        problem = answer.Refusal;
        // What reads no more stays to be seen, so that another choice can be made.
        preview = answer.Value ?? preview;
        if (answer.Value is not null)
            await OnRead.InvokeAsync(choices);
    }

    private Task SetTargetAsync(TableColumn column, bool on)
    {
        var now = preview!.Columns.Where(c => (c.Name == column.Name ? on : IsTarget(c))).Select(c => c.Name);
        return ChooseAsync(choices with { TargetColumns = [.. now], LabelColumn = null });
    }

    private static bool IsTarget(TableColumn column) => column.Role is ColumnRoles.Label or ColumnRoles.Number;

    private string? ColumnOf(string role) => preview!.Columns.FirstOrDefault(column => column.Role == role)?.Name;

    private static string? Value(ChangeEventArgs e) => e.Value is string { Length: > 0 } value ? value : null;

    private string Id(string field) => $"table-{field}-{id}";

    private string Words(TablePreview shown) =>
        Texts[
            shown.IsFolders ? "FoldersWords"
            : shown.Separator is null ? "TableOfLines"
            : "TableWords",
            shown.Name,
            Texts["Count", shown.RowCount].Value,
            TargetWords.Count(shown.Kind, shown.Classes.Count),
            SeparatorWords(shown.Separator)
        ];

    private string SeparatorWords(string? separator) =>
        separator switch
        {
            "\t" => Texts["Separator.tab"],
            "," => Texts["Separator.comma"],
            ";" => Texts["Separator.semicolon"],
            _ => separator ?? "",
        };
}
