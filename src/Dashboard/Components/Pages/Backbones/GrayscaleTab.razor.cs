using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Backbones;

/// <summary>Compares the ways of giving grey pictures to a backbone.</summary>
public sealed partial class GrayscaleTab
{
    private IReadOnlyList<DatasetSummary>? datasets;
    private DatasetSummary? chosen;
    private GrayscaleReport? report;
    private string? refusal;
    private bool busy;
    private int seed;

    [Inject]
    private MediaAddress Media { get; set; } = default!;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Parameter, EditorRequired]
    public BackboneSpec Backbone { get; set; } = default!;

    /// <summary>Height and width of the pictures.</summary>
    [Parameter]
    public int ImageSize { get; set; } = 224;

    /// <summary>The dataset to begin with; the first otherwise.</summary>
    [Parameter]
    public string? Dataset { get; set; }

    protected override async Task OnInitializedAsync()
    {
        datasets = await Sender.Send(new ListDatasets());
        chosen = datasets.FirstOrDefault(d => d.Id.ToString() == Dataset) ?? datasets.FirstOrDefault();
        await CompareAsync();
    }

    private Task Choose(string? id)
    {
        chosen = datasets?.FirstOrDefault(d => d.Id.ToString() == id) ?? chosen;
        return CompareAsync();
    }

    private Task Others()
    {
        seed++;
        return CompareAsync();
    }

    private async Task CompareAsync()
    {
        if (chosen is null || busy)
            return;
        (busy, report, refusal) = (true, null, null);
        StateHasChanged();
        try
        {
            var answer = await Sender.Send(new CompareGrayscale(Backbone, chosen.LatestVersion, Math.Clamp(ImageSize, 32, 1024), seed), Gone);
            (report, refusal) = (answer.Value, answer.Refusal);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            busy = false;
        }
    }

    private string Title(string method) => Texts[$"Grey.{method}"];

    private string Meaning(string method) => Texts[$"GreyMeans.{method}"];
}
