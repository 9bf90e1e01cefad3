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

    [Parameter, EditorRequired] public RunDetails Details { get; set; } = default!;
    [Inject] private ISender Sender { get; set; } = default!;

    private string WhyNot => Details.Row switch
    {
        { Status: RunStatus.Cancelled or RunStatus.Failed, EpochsDone: > 0 } => "This run ended where it was, and its best epoch was not judged. Resume it: its best epoch is judged when it ends, or when it is stopped at work.",
        { Status: var status } when status.IsFinished() => "This run ended before it had a model to evaluate.",
        _ => "When the run ends, its best epoch is judged on every validation picture, and the mistakes appear here.",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (!Details.HasEvaluation || shown == Details.Row.Id) return;
        shown = Details.Row.Id;
        evaluation = null;
        var answer = await Sender.Send(new GetEvaluation(shown));
        if (shown == Details.Row.Id) evaluation = answer;
    }
}
