using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Inputs.Texts;

/// <summary>The texts of a version, and what is said of them.</summary>
public sealed partial class TextList
{
    private const int PageSize = 25;
    private readonly Dictionary<string, PictureTruth> edits = new(StringComparer.Ordinal);
    private (DatasetVersionId Version, ExampleView View) loaded;
    private TextPage? page;
    private string? editing;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Parameter, EditorRequired]
    public DatasetDetails Details { get; set; } = default!;

    [Parameter, EditorRequired]
    public ExampleView View { get; set; }

    /// <summary>A person asks for other texts.</summary>
    [Parameter]
    public EventCallback<ExampleView> OnShow { get; set; }

    /// <summary>A person corrects texts or leaves some out.</summary>
    [Parameter]
    public EventCallback<DatasetRevision> OnRevise { get; set; }

    /// <summary>Not used: texts are corrected in the list.</summary>
    [Parameter]
    public string? LabelHref { get; set; }

    private IReadOnlyList<string> Names => [.. Details.Classes.Select(c => c.Class)];

    private bool CanEdit => OnRevise.HasDelegate && Details.Kind is DatasetKinds.Class or DatasetKinds.Labels;

    private string? Note =>
        page is not { Total: > 0 } ? null : Texts["Range", ((View.Page - 1) * PageSize) + 1, Math.Min(page.Total, View.Page * PageSize), page.Total].Value;

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Details.Version.Id, View);
        if (wanted == loaded)
            return;
        if (wanted.Id != loaded.Version)
            Forget();
        loaded = wanted;
        editing = null;
        var answer = await Sender.Send(
            new ListTexts(
                wanted.Id,
                View.Class,
                View.Flag,
                (View.Page - 1) * PageSize,
                PageSize,
                View.Part,
                string.IsNullOrWhiteSpace(View.Search) ? null : View.Search
            )
        );
        // A faster click may have asked for another page meanwhile.
        if (wanted == loaded)
            page = answer;
    }

    private Task Search(string? text) => OnShow.InvokeAsync(View with { Search = string.IsNullOrWhiteSpace(text) ? null : text, Page = 1 });

    private void Say(DatasetEntry entry, PictureTruth? truth)
    {
        // Back at what the version says: nothing is to be saved of it.
        if (truth is null || IsTheSame(entry, truth))
            edits.Remove(entry.Path);
        else
            edits[entry.Path] = truth;
    }

    private static bool IsTheSame(DatasetEntry entry, PictureTruth truth) =>
        !truth.IsLeftOut && (entry.Labels is { } labels ? truth.Labels is { } given && labels.SequenceEqual(given) : truth.Class == entry.Class);

    private void Forget()
    {
        edits.Clear();
        editing = null;
    }

    private Task SaveAsync() => OnRevise.InvokeAsync(new Relabel([.. edits.Values.OrderBy(truth => truth.Path, StringComparer.Ordinal)]));

    private string Said(DatasetEntry entry) =>
        edits.GetValueOrDefault(entry.Path) switch
        {
            null => TargetWords.Of(Details.Kind, entry, Names),
            { IsLeftOut: true } => Texts["LeftOut"],
            { Labels: { } labels } => TargetWords.Of(Details.Kind, entry with { Labels = labels }, Names),
            var edit => TargetWords.Of(Details.Kind, entry with { Class = edit.Class ?? entry.Class }, Names),
        };

    private string Say(string flag) =>
        flag.Split(':', 2) switch
        {
            ["duplicate-of", var other] => Texts["SameAs", other],
            [TextFlags.NearDuplicate, var other] => Texts["NearlyAs", other],
            [TextFlags.VeryLong] => Texts["VeryLong"],
            _ => flag,
        };
}
