using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Reviews;

/// <summary>Sets the rules of an alias. Shares are typed in percent and points.</summary>
public sealed partial class RulesDialog
{
    private AliasRules rules = new();
    private string approvals = "";
    private string minimum = "";
    private string lossOfClass = "";
    private string loss = "";
    private string leaks = "";
    private string reason = "";
    private string? refusal;
    private bool busy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Parameter, EditorRequired]
    public ModelId Model { get; set; }

    /// <summary>The rules that stand.</summary>
    [Parameter, EditorRequired]
    public StoredAliasRules Now { get; set; } = default!;

    /// <summary>By which the model's versions are judged.</summary>
    [Parameter, EditorRequired]
    public MetricSpec Metric { get; set; } = default!;

    private string Alias => Now.Alias;

    private string DraftKey => $"model:{Model}:rules-{Alias}";

    private double Scale => Metric.IsShare ? 100 : 1;

    private AliasRules? Typed =>
        int.TryParse(approvals, CultureInfo.InvariantCulture, out var people)
        && int.TryParse(leaks, CultureInfo.InvariantCulture, out var most)
        && Number(minimum) is (true, var least)
        && Number(lossOfClass) is (true, var ofClass)
        && Number(loss) is (true, var whole)
            ? rules with
            {
                Approvals = people,
                MostLeaks = most,
                Minimum = least / Scale,
                MostLossOfClass = ofClass / 100,
                MostLoss = whole / 100,
            }
            : null;

    private string? WhyNot =>
        Typed is not { } typed ? Texts["NotANumber"].Value
        : typed == Now.Rules ? Texts["NothingChanged"].Value
        : reason.Trim().Length == 0 ? Texts["GiveAReason"].Value
        : null;

    protected override void OnInitialized()
    {
        rules = Now.Rules;
        approvals = Text(rules.Approvals);
        leaks = Text(rules.MostLeaks);
        minimum = Text(rules.Minimum * Scale);
        lossOfClass = Text(rules.MostLossOfClass * 100);
        loss = Text(rules.MostLoss * 100);
    }

    private static string Text(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    // Nothing means any.
    private static (bool IsFine, double? Value) Number(string text) =>
        text.Trim().Length == 0 ? (true, null)
        : double.TryParse(text.Trim().Replace(',', '.'), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? (true, value)
        : (false, null);

    private async Task SaveAsync()
    {
        if (busy || WhyNot is not null)
            return;
        (busy, refusal) = (true, null);
        var outcome = await Sender.Send(new SetAliasRules(Model, Alias, Typed!, Now.Number, reason.Trim()));
        (busy, refusal) = (false, outcome.Refusal);
        if (!outcome.IsDone)
            return;
        await Browser.ForgetDraftsAsync(DraftKey);
        Dialog.Close();
    }

    private async Task GiveUpAsync()
    {
        await Browser.ForgetDraftsAsync(DraftKey);
        Dialog.Cancel();
    }
}
