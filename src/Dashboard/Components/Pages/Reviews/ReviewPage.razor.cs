using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Reviews;

/// <summary>One request to move an alias: what the gate found, which rules hold, and what people decided.</summary>
public sealed partial class ReviewPage
{
    private ReviewDetails? review;
    private bool missing;
    private bool busy;
    private string? problem;
    private string? loaded;
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ReviewPage> Logger { get; set; } = default!;

    [Parameter]
    public string Id { get; set; } = "";

    private ReviewId? Asked => Guid.TryParse(Id, out var id) ? new ReviewId(id) : null;

    private bool HasEnded => review!.Status is ReviewStatus.Approved or ReviewStatus.Rejected or ReviewStatus.Withdrawn;

    private bool MayJudgeAgain =>
        review!.MayWithdraw && (review.Status == ReviewStatus.Refused || (review.Status == ReviewStatus.Judged && review.Changed is not null));

    private string RulesNote => review!.Rules is { Number: > 0, By: { } by } rules ? Texts["RulesSetBy", rules.Number, by] : Texts["RulesOfProgram"];

    protected override void OnInitialized()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(LoadAsync), logger: Logger);
        subscription = Live.Hear(notice =>
        {
            // The alias, the rules and the review itself.
            if (review is null || notice.Run.Value == review.Id.Value || notice.Run.Value == review.Model.Value || notice.Events.Count == 0)
                throttler.Request();
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id)
            return;
        (loaded, review, missing, problem) = (Id, null, false, null);
        await LoadAsync();
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private string VersionHref(int version) => $"/models/{Uri.EscapeDataString(review!.ModelName)}/versions/{version}";

    private async Task LoadAsync()
    {
        var of = Id;
        var read = Asked is { } id ? await Sender.Send(new GetReview(id), Gone) : null;
        // The person went on to another review meanwhile.
        if (of != Id)
            return;
        (review, missing) = (read, read is null);
        StateHasChanged();
    }

    private async Task DecideAsync(bool approve)
    {
        // What is approved is what was read here.
        var read = review!;
        var parameters = new DialogParameters<ReasonDialog>
        {
            { d => d.What, Texts[approve ? "ApproveWhat" : "RejectWhat", read.Version, read.Alias, read.ModelName].Value },
            { d => d.Action, Texts[approve ? "Approve" : "Reject"].Value },
            { d => d.IsDestructive, !approve },
            { d => d.DraftKey, $"review:{read.Id}:{(approve ? "approve" : "reject")}" },
            {
                d => d.Do,
                async reason =>
                    approve
                        ? await Sender.Send(new ApproveReview(read.Id, read.Artifact, read.ReportHash ?? "", read.Rules.Number, reason))
                        : await Sender.Send(new RejectReview(read.Id, reason))
            },
        };
        var dialog = await Dialogs.ShowAsync<ReasonDialog>(Texts[approve ? "ApproveTitle" : "RejectTitle"], parameters);
        if (await dialog.Result is { Canceled: false } && approve)
            Toasts.Add(Texts["Approved"], Severity.Success);
        await LoadAsync();
    }

    private Task WithdrawAsync() => DoAsync(new WithdrawReview(review!.Id));

    private Task JudgeAgainAsync() => DoAsync(new JudgeAgain(review!.Id));

    private async Task DoAsync(MediatR.IRequest<Outcome> request)
    {
        if (busy)
            return;
        (busy, problem) = (true, null);
        var outcome = await Sender.Send(request);
        (busy, problem) = (false, outcome.Refusal);
        await LoadAsync();
    }
}
