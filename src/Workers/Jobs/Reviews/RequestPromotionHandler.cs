using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Reviews;

/// <summary>What asks a gate, or ends one.</summary>
internal sealed class RequestPromotionHandler(IReviewStore reviews, IWorkQueue queue, WorkStopper stopper, CurrentCaller caller)
    : IRequestHandler<RequestPromotion, Outcome<ReviewId>>,
        IRequestHandler<JudgeAgain, Outcome>,
        IRequestHandler<WithdrawReview, Outcome>
{
    public async Task<Outcome<ReviewId>> Handle(RequestPromotion request, CancellationToken cancellationToken)
    {
        var asked = await reviews.RequestAsync(request, caller.Value, cancellationToken);
        if (asked.IsDone)
            queue.Wake();
        return asked;
    }

    public async Task<Outcome> Handle(JudgeAgain request, CancellationToken cancellationToken)
    {
        var asked = await reviews.JudgeAgainAsync(request.Review, caller.Value, cancellationToken);
        if (asked.IsDone)
            queue.Wake();
        return asked;
    }

    public async Task<Outcome> Handle(WithdrawReview request, CancellationToken cancellationToken)
    {
        var before = await stopper.LookAsync(WorkId.Of(request.Review), cancellationToken);
        var withdrawn = await reviews.WithdrawAsync(request.Review, caller.Value, cancellationToken);
        if (withdrawn.IsDone)
            await stopper.StopAsync(before, CancellationToken.None);
        return withdrawn;
    }
}
