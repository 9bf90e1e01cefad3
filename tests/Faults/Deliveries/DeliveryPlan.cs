using MediatR;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Faults.Deliveries;

/// <summary>What is delivered again and again, by ids: each process makes the same messages of it. Everything of a list is a message of its own, on an object
/// of its own.</summary>
/// <param name="Dataset">That the runs are started on.</param>
/// <param name="RunKeys">Keys of runs that are to be started.</param>
/// <param name="Run">That is commented on.</param>
/// <param name="CommentKeys">Keys of comments that mention ben.</param>
/// <param name="Patches">Comments that ask for a run.</param>
/// <param name="Threads">Comments whose thread is to be resolved.</param>
/// <param name="Approved">Reviews that are to be approved.</param>
/// <param name="Rejected">Reviews that are to be rejected.</param>
/// <param name="RolledBack">Models whose champion, version 2, goes back to version 1.</param>
/// <param name="Asked">Models of which version 1 is to be champion.</param>
/// <param name="Moved">Models whose staging is given to version 1 by hand, each at its revision.</param>
/// <param name="Ruled">Models whose champion gets rules.</param>
/// <param name="Gates">Held gates that are to end.</param>
/// <param name="Epochs">Held runs that say an epoch and a line of errors.</param>
/// <param name="Ends">Held runs that are to end.</param>
/// <param name="Mails">Of the outbox, that were handed over.</param>
internal sealed record DeliveryPlan(
    DatasetVersionId Dataset,
    IReadOnlyList<Guid> RunKeys,
    RunId Run,
    IReadOnlyList<Guid> CommentKeys,
    IReadOnlyList<CommentId> Patches,
    IReadOnlyList<CommentId> Threads,
    IReadOnlyList<JudgedReview> Approved,
    IReadOnlyList<ReviewId> Rejected,
    IReadOnlyList<ModelId> RolledBack,
    IReadOnlyList<ModelId> Asked,
    IReadOnlyList<RevisedModel> Moved,
    IReadOnlyList<ModelId> Ruled,
    IReadOnlyList<WorkLease> Gates,
    IReadOnlyList<WorkLease> Epochs,
    IReadOnlyList<WorkLease> Ends,
    IReadOnlyList<long> Mails
)
{
    /// <summary>Whoever delivers.</summary>
    public static readonly Caller Cleo = new("cleo", null, [new(Permission.Administer)]);

    /// <summary>What each delivery answers: for a request with a key what it made, else whether it was done.</summary>
    public IReadOnlyList<Func<IServiceProvider, Task<string>>> Messages() =>
        [
            .. RunKeys.Select(key => Send(new StartRun(Samples.Spec(), Dataset, IdempotencyKey: key))),
            .. CommentKeys.Select(key => Send(new WriteComment(Run, "Look at this, @ben.", key))),
            .. Patches.Select(comment => Send(new AcceptPatch(comment))),
            .. Threads.Select(comment => Send(new ResolveThread(comment, true))),
            .. Approved.Select(judged => Send(new ApproveReview(judged.Review, judged.Artifact, judged.ReportHash, judged.Rules, "agreed"))),
            .. Rejected.Select(review => Send(new RejectReview(review, "no"))),
            .. RolledBack.Select(model => Send(new RollBackAlias(model, Aliases.Champion, 2, "it fails"))),
            .. Asked.Select(model => Send(new RequestPromotion(model, Aliases.Champion, 1, "better"))),
            .. Moved.Select(of => Send(new MoveAlias(of.Model, Aliases.Staging, 1, "to try", of.Revision))),
            .. Ruled.Select(model => Send(new SetAliasRules(model, Aliases.Champion, new() { Approvals = 2 }, 0, "agreed"))),
            .. Gates.Select(lease =>
                Call(async services =>
                {
                    var reviews = services.GetRequiredService<IReviewStore>();
                    await reviews.JudgedAsync(lease, GateBench.Report((await reviews.FindAsync(lease.Id.Review, default))!), default);
                    return "ended";
                })
            ),
            .. Epochs.Select(lease =>
                Call(async services =>
                    $"{await services.GetRequiredService<IRunLedger>().AppendAsync(lease, [Samples.Epoch(0)], [new("error", "a warning")], new(100, 10, 1), default)}"
                )
            ),
            .. Ends.Select(lease =>
                Call(async services => $"{await services.GetRequiredService<IRunLedger>().FinishAsync(lease, RunStatus.Completed, null, null, default)}")
            ),
            .. Mails.Select(mail =>
                Call(async services =>
                {
                    await services.GetRequiredService<IMailOutbox>().RemoveAsync(mail, default);
                    return "removed";
                })
            ),
        ];

    private static Func<IServiceProvider, Task<string>> Send<T>(IRequest<T> request)
        where T : Outcome =>
        async services =>
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(Cleo);
            var outcome = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
            return outcome switch
            {
                { IsDone: false } => "refused",
                Outcome<RunId> run => $"{run.Value}",
                Outcome<CommentId> comment => $"{comment.Value}",
                Outcome<ReviewId> review => $"{review.Value}",
                _ => "done",
            };
        };

    private static Func<IServiceProvider, Task<string>> Call(Func<IServiceProvider, Task<string>> call) => call;
}
