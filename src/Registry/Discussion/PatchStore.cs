using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Discussion;

internal sealed class PatchStore(RegistryWriter writer, RegistryReader reader) : IPatchStore
{
    public Task<Outcome<StoredPatch>> FindAsync(CommentId comment, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context =>
                await context.Comments.SingleOrDefaultAsync(c => c.Id == comment, cancellationToken) switch
                {
                    null => Outcome<StoredPatch>.Refused(ObjectWords.Missing(comment)),
                    { WithdrawnAt: not null } withdrawn => Outcome<StoredPatch>.Refused(new(RefusalKind.Conflict, "comment.withdrawn", ("by", withdrawn.By))),
                    { PatchJson: null } => Outcome<StoredPatch>.Refused(new("comment.patch.none")),
                    { PatchJson: { } patch } found => new StoredPatch(new(found.ObjectId), patch),
                },
            cancellationToken
        );

    public Task AcceptedAsync(CommentId comment, RunId run, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Comments.SingleOrDefaultAsync(c => c.Id == comment, cancellationToken) is not { AcceptedAt: null } stored)
                    return false;
                if (await SubjectReading.FindAsync(unit.Context, stored.Subject, cancellationToken) is not { } subject)
                    return false;
                var number = await unit.Context.Runs.Where(r => r.Id == run).Select(r => r.Number).SingleAsync(cancellationToken);
                stored.Accept(by, unit.Now);
                ActivityLog.Append(
                    unit,
                    by,
                    subject.Project,
                    subject.History,
                    "comment-accepted",
                    subject.Words.Sentence,
                    new("activity.comment.accepted", ("of", subject.Words), ("run", $"{number}")),
                    null
                );
                WriteCommentHandlers.Publish(unit, stored);
                return true;
            },
            cancellationToken
        );
}
