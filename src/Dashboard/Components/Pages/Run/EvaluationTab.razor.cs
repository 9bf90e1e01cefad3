using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>The evaluation of the best epoch, read when the tab is opened.</summary>
public sealed partial class EvaluationTab
{
    private StoredEvaluation? evaluation;
    private RunId shown;

    [Parameter, EditorRequired]
    public RunDetails Details { get; set; } = default!;

    [Inject]
    private ISender Sender { get; set; } = default!;

    private string WhyNot =>
        Details.Row switch
        {
            { Status: RunStatus.Cancelled or RunStatus.Failed, EpochsDone: > 0 } => Texts["NotJudgedResume"],
            { Status: var status } when status.IsFinished() => Texts["EndedWithoutModel"],
            _ => Texts["JudgedAtEnd"],
        };

    protected override async Task OnParametersSetAsync()
    {
        if (!Details.HasEvaluation || shown == Details.Row.Id)
            return;
        shown = Details.Row.Id;
        evaluation = null;
        var answer = await Sender.Send(new GetEvaluation(shown));
        if (shown == Details.Row.Id)
            evaluation = answer;
    }
}
