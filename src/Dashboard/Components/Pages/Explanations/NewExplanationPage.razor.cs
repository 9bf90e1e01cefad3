using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Explanations;

/// <summary>What would be trained to explain a difference, before anything is.</summary>
public sealed partial class NewExplanationPage
{
    // One explanation, however often it is sent.
    private ExplanationId id = ExplanationId.New();
    private ModelDetails? model;
    private ExplanationPreview? preview;
    private IReadOnlyList<ExplanationSummary> earlier = [];
    private string? refusal;
    private int before,
        after,
        seeds = 3;
    private bool missing,
        busy;
    private (string?, string?, string?) loaded;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Parameter]
    public string Name { get; set; } = "";

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Name, From, To))
            return;
        loaded = (Name, From, To);
        model = await Sender.Send(new GetModel(Name), Gone);
        missing = model is null;
        if (model is not { Versions.Count: > 1 } found)
            return;
        earlier = await Sender.Send(new ListExplanations(found.Id), Gone);
        var numbers = found.Versions.Select(version => version.Number).ToList();
        after = Number(To) is { } to && numbers.Contains(to) ? to : numbers.Max();
        before =
            Number(From) is { } from && numbers.Contains(from) ? from
            : found.Aliases.TryGetValue(Aliases.Champion, out var champion) && champion != after ? champion
            : numbers.Where(number => number < after).DefaultIfEmpty(numbers.First(number => number != after)).Max();
        await PlanAsync(null);
    }

    private static int? Number(object? text) => int.TryParse(text?.ToString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    private ModelVersionId? IdOf(int number) => model!.Versions.FirstOrDefault(version => version.Number == number)?.Id;

    private Task ChooseAsync(int from, int to)
    {
        (before, after) = (from, to);
        return PlanAsync(null);
    }

    private Task EarlierAsync(int step)
    {
        var steps = preview!.Steps.ToList();
        (steps[step - 1], steps[step]) = (steps[step], steps[step - 1]);
        return PlanAsync([.. steps.SelectMany(settings => settings).Select(setting => setting.Name)]);
    }

    private async Task PlanAsync(IReadOnlyList<string>? order)
    {
        // Other versions, or another order, are another explanation.
        id = ExplanationId.New();
        if (IdOf(before) is not { } from || IdOf(after) is not { } to)
        {
            (preview, refusal) = (null, Texts["NoSuchVersion"]);
            return;
        }
        var planned = await Sender.Send(new PlanExplanation(from, to, order), Gone);
        (preview, refusal) = (planned.Value, planned.Refusal);
    }

    private async Task StartAsync()
    {
        if (busy || preview is not { } shown)
            return;
        busy = true;
        var order = shown.Steps.SelectMany(settings => settings).Select(setting => setting.Name).ToList();
        var started = await Sender.Send(new StartExplanation(id, shown.BeforeVersion, shown.AfterVersion, seeds, order));
        busy = false;
        refusal = started.Refusal;
        if (started.IsDone)
            GoTo($"/explanations/{started.Value}");
    }
}
