using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Discussion;

internal sealed class ReadCommentHandlers(RegistryReader reader, CurrentCaller caller)
    : IRequestHandler<ListComments, DiscussionView>,
        IRequestHandler<ListCommentedEpochs, IReadOnlyList<int>>
{
    /// <summary>The newest of them are shown.</summary>
    private const int Most = 1000;
    private const int MostPeople = 200;

    public Task<DiscussionView> Handle(ListComments request, CancellationToken cancellationToken)
    {
        var asked = caller.Value;
        var subject = request.Subject;
        return reader.ReadAsync(
            async context =>
            {
                var place = await SubjectReading.FindAsync(context, subject, cancellationToken);
                var mayWrite = place is not null && asked.May(Permission.Contribute, place.Project);
                var comments = await context
                    .Comments.Where(c => c.ObjectId == subject.Id && c.Kind == subject.Kind)
                    .OrderByDescending(c => c.At)
                    .ThenByDescending(c => c.Id)
                    .Take(Most)
                    .ToListAsync(cancellationToken);
                comments.Reverse();
                var ids = comments.ConvertAll(c => c.Id);
                var edits = (await context.CommentEdits.Where(e => ids.Contains(e.CommentId)).OrderBy(e => e.Id).ToListAsync(cancellationToken)).ToLookup(e =>
                    e.CommentId
                );
                var mentioned = (
                    await (
                        from m in context.CommentMentions
                        where ids.Contains(m.CommentId)
                        join p in context.Users on m.PersonId equals p.Id
                        select new { m.CommentId, p.UserName }
                    ).ToListAsync(cancellationToken)
                ).ToLookup(m => m.CommentId, m => m.UserName!);
                var people = place is null
                    ? []
                    : await Mentions
                        .PeopleOf(context, place.Project)
                        .OrderBy(p => p.NormalizedUserName)
                        .Select(p => p.UserName!)
                        .Take(MostPeople)
                        .ToListAsync(cancellationToken);
                var run = subject.Kind == CommentSubjectKind.Run ? await OfRunAsync(context, new(subject.Id), comments, cancellationToken) : RunPart.None;
                return new DiscussionView(
                    [
                        .. comments.Select(c => new CommentView(
                            c.Id,
                            c.Subject,
                            c.ThreadId,
                            c.By,
                            c.OnBehalfOf,
                            c.At,
                            c.Text,
                            [.. edits[c.Id].Select(e => new CommentEdit(e.Text, e.Until))],
                            [.. mentioned[c.Id].Order(StringComparer.Ordinal)],
                            c.WithdrawnAt,
                            c.ResolvedAt,
                            c.ResolvedBy,
                            mayWrite && c.WhyNotMine(asked) is null
                        )
                        {
                            Patch =
                                run.Spec is { } spec && c.PatchJson is { } patch && ConfigPatch.Apply(spec, patch).Value is { } patched
                                    ? ConfigPatch.Table(spec, patched)
                                    : null,
                            Run = run.Started.GetValueOrDefault(c.Id.Value) is { } started
                                ? new(started.Id, started.Number, c.AcceptedBy ?? started.CreatedBy)
                                : null,
                        }),
                    ],
                    mayWrite,
                    people,
                    run.Epochs,
                    mayWrite && run.Spec is { } of ? ConfigPatch.Settings(of) : [],
                    run.Origin
                );
            },
            cancellationToken
        );
    }

    public Task<IReadOnlyList<int>> Handle(ListCommentedEpochs request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<int>>(
            async context =>
                await context
                    .Comments.Where(c => c.ObjectId == request.Run.Value && c.Kind == CommentSubjectKind.Run && c.Epoch != null)
                    .Where(c => c.WithdrawnAt == null && c.ThreadId == null && c.ResolvedAt == null)
                    .Select(c => c.Epoch!.Value)
                    .Distinct()
                    .Order()
                    .ToListAsync(cancellationToken),
            cancellationToken
        );

    // The key that a run was started with says which comment asked for it: the two are stored in one transaction.
    private static async Task<RunPart> OfRunAsync(RegistryContext context, RunId id, List<Comment> comments, CancellationToken cancellationToken)
    {
        if (await context.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } run)
            return RunPart.None;
        var spec = RunReading.Spec(run);
        var epochs = await context.Epochs.Where(e => e.RunId == id).MaxAsync(e => (int?)e.Epoch, cancellationToken) + 1 ?? 0;
        var keys = comments.ConvertAll(c => c.Id.Value);
        var started = await (
            from k in context.IdempotencyKeys
            where keys.Contains(k.Key)
            join r in context.Runs on k.RunId equals r.Id
            where r.ParentRunId == id
            select new
            {
                k.Key,
                r.Id,
                r.Number,
                r.CreatedBy,
            }
        ).ToDictionaryAsync(r => r.Key, r => new StartedRun(r.Id, r.Number, r.CreatedBy), cancellationToken);
        return new(spec.Fault is null ? spec.Spec : null, epochs, started, await OriginAsync(context, run, cancellationToken));
    }

    private static async Task<PatchOrigin?> OriginAsync(RegistryContext context, Run run, CancellationToken cancellationToken)
    {
        if (run.ParentRunId is not { } parent)
            return null;
        var keys = (await context.IdempotencyKeys.Where(k => k.RunId == run.Id).Select(k => k.Key).ToListAsync(cancellationToken)).ConvertAll(
            k => new CommentId(k)
        );
        return await (
            from c in context.Comments
            where keys.Contains(c.Id) && c.Kind == CommentSubjectKind.Run && c.ObjectId == parent.Value
            join r in context.Runs on parent equals r.Id
            where r.ProjectId == run.ProjectId
            select new PatchOrigin(c.Id, r.Id, r.Number, c.By)
        ).FirstOrDefaultAsync(cancellationToken);
    }

    private sealed record StartedRun(RunId Id, int Number, string CreatedBy);

    private sealed record RunPart(TrainingSpec? Spec, int Epochs, Dictionary<Guid, StartedRun> Started, PatchOrigin? Origin)
    {
        public static RunPart None { get; } = new(null, 0, [], null);
    }
}
