using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Discussion;

internal sealed class WriteCommentHandlers(RegistryWriter writer, RegistryReader reader, ManifestFiles manifests, CurrentCaller caller, MailQueue mail)
    : IRequestHandler<WriteComment, Outcome<CommentId>>,
        IRequestHandler<EditComment, Outcome>,
        IRequestHandler<WithdrawComment, Outcome>,
        IRequestHandler<ResolveThread, Outcome>
{
    private const int LongestExample = 1000;

    public async Task<Outcome<CommentId>> Handle(WriteComment request, CancellationToken cancellationToken)
    {
        var text = Words(request.Text);
        if (!text.IsDone)
            return Outcome<CommentId>.Refused(text.Reason!);
        if (await PartFaultAsync(request.Subject, cancellationToken) is { } fault)
            return Outcome<CommentId>.Refused(fault);
        var patch = await PatchAsync(request, cancellationToken);
        if (!patch.IsDone)
            return Outcome<CommentId>.Refused(patch.Reason!);
        return await writer.WriteAsync(
            async unit =>
            {
                var (context, id) = (unit.Context, new CommentId(request.Key));
                if (await SubjectReading.FindAsync(context, request.Subject, cancellationToken) is not { } subject)
                    return Outcome<CommentId>.Refused(ObjectWords.Missing(request.Subject.Object));
                if (await context.Comments.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } known)
                    return known.By == caller.Value.User && known.Subject == request.Subject
                        ? id
                        : Outcome<CommentId>.Refused(new(RefusalKind.Conflict, "comment.key"));
                CommentId? thread = null;
                if (request.ReplyTo is { } answered)
                {
                    var head = await context.Comments.SingleOrDefaultAsync(
                        c => c.Id == answered && c.Kind == request.Subject.Kind && c.ObjectId == request.Subject.Id,
                        cancellationToken
                    );
                    if (head is null)
                        return Outcome<CommentId>.Refused(new("comment.thread", ("received", answered.ToString())));
                    thread = head.ThreadId ?? head.Id;
                }
                var comment = new Comment(id, subject.Project, request.Subject, thread, text.Value!, patch.Value, caller.Value, unit.Now);
                context.Add(comment);
                var called = await Mentions.FindAsync(context, comment.Text, subject.Project, cancellationToken);
                context.AddRange(called.Select(person => new CommentMentionRow { CommentId = id, PersonId = person }));
                var answerees = thread is { } of
                    ? await context
                        .Comments.Where(c => (c.Id == of || c.ThreadId == of) && c.PersonId != null)
                        .Select(c => c.PersonId!.Value)
                        .Distinct()
                        .ToListAsync(cancellationToken)
                    : [];
                mail.Comment(unit, comment, called, answerees.Except(called));
                Say(
                    unit,
                    subject,
                    thread is null ? "comment-written" : "comment-answered",
                    new(thread is null ? "activity.comment.written" : "activity.comment.answered", ("of", subject.Words))
                );
                Publish(unit, comment);
                return id;
            },
            cancellationToken
        );
    }

    public async Task<Outcome> Handle(EditComment request, CancellationToken cancellationToken)
    {
        var text = Words(request.Text);
        if (!text.IsDone)
            return text;
        return await ChangeAsync(
            request.Comment,
            async (unit, comment, subject) =>
            {
                if (comment.WhyNotMine(caller.Value) is { } why)
                    return why;
                if (EditedText.Check(request.Began, comment.Text, text.Value!, "words.edited.comment") is { } conflict)
                    return conflict;
                if (comment.Text == text.Value)
                    return null;
                var context = unit.Context;
                context.Add(
                    new CommentEditRow
                    {
                        CommentId = comment.Id,
                        Text = comment.Text,
                        Until = unit.Now,
                    }
                );
                comment.Edit(text.Value!, unit.Now);
                var before = await context.CommentMentions.AsTracking().Where(m => m.CommentId == comment.Id).ToListAsync(cancellationToken);
                var called = await Mentions.FindAsync(context, comment.Text, subject.Project, cancellationToken);
                context.RemoveRange(before.Where(m => !called.Contains(m.PersonId)));
                var added = called.Except(before.Select(m => m.PersonId)).ToList();
                context.AddRange(added.Select(person => new CommentMentionRow { CommentId = comment.Id, PersonId = person }));
                var mailed = await context.OutgoingMail.Where(m => m.CommentId == comment.Id).Select(m => m.PersonId).ToListAsync(cancellationToken);
                mail.Comment(unit, comment, added.Except(mailed), []);
                Say(unit, subject, "comment-edited", new("activity.comment.edited", ("of", subject.Words)));
                return null;
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(WithdrawComment request, CancellationToken cancellationToken) =>
        ChangeAsync(
            request.Comment,
            async (unit, comment, subject) =>
            {
                if (comment is { WithdrawnAt: not null } && comment.By == caller.Value.User)
                    return null;
                if (comment.WhyNotMine(caller.Value) is { } why)
                    return why;
                comment.Withdraw(unit.Now);
                await unit.Context.CommentEdits.Where(e => e.CommentId == comment.Id).ExecuteDeleteAsync(cancellationToken);
                await unit.Context.CommentMentions.Where(m => m.CommentId == comment.Id).ExecuteDeleteAsync(cancellationToken);
                await unit.Context.OutgoingMail.Where(m => m.CommentId == comment.Id).ExecuteDeleteAsync(cancellationToken);
                Say(unit, subject, "comment-withdrawn", new("activity.comment.withdrawn", ("of", subject.Words)));
                return null;
            },
            cancellationToken
        );

    public Task<Outcome> Handle(ResolveThread request, CancellationToken cancellationToken) =>
        ChangeAsync(
            request.Comment,
            async (unit, comment, subject) =>
            {
                var head = comment.ThreadId is { } thread
                    ? await unit.Context.Comments.AsTracking().SingleAsync(c => c.Id == thread, cancellationToken)
                    : comment;
                if (head.ResolvedAt is not null == request.Resolved)
                    return null;
                if (request.Resolved)
                    head.Resolve(caller.Value, unit.Now);
                else
                    head.Reopen();
                Say(
                    unit,
                    subject,
                    request.Resolved ? "comment-resolved" : "comment-reopened",
                    new(request.Resolved ? "activity.comment.resolved" : "activity.comment.reopened", ("of", subject.Words))
                );
                return null;
            },
            cancellationToken
        );

    internal static void Publish(WriteUnit unit, Comment comment) => unit.Publish(new(new RunId(comment.ObjectId), [], null) { Project = comment.ProjectId });

    private static Outcome<string> Words(string text)
    {
        var words = PlainText.Notes(text, "words.text.comment", Comment.Longest);
        return words is { IsDone: true, Value: "" } ? Outcome<string>.Refused(new("text.empty", ("what", new Refusal("words.text.comment")))) : words;
    }

    private async Task<Outcome> ChangeAsync(
        CommentId id,
        Func<WriteUnit, Comment, SubjectReading, Task<Refusal?>> change,
        CancellationToken cancellationToken
    ) =>
        await writer.WriteAsync(
            async unit =>
            {
                if (
                    await unit.Context.Comments.AsTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } comment
                    || await SubjectReading.FindAsync(unit.Context, comment.Subject, cancellationToken) is not { } subject
                )
                    return Outcome.Refused(ObjectWords.Missing(id));
                if (await change(unit, comment, subject) is { } refusal)
                    return Outcome.Refused(refusal);
                Publish(unit, comment);
                return Outcome.Done;
            },
            cancellationToken
        );

    // Outside the transaction: a manifest is a file, and what it says never changes.
    private async Task<Refusal?> PartFaultAsync(CommentSubject subject, CancellationToken cancellationToken)
    {
        if (subject is { Epoch: null, Example: null })
            return null;
        if (subject.Kind != CommentSubjectKind.Run || subject is { Epoch: not null, Example: not null })
            return new("comment.part");
        var run = new RunId(subject.Id);
        var found = await reader.ReadAsync(
            async context =>
                await context
                    .Runs.Where(r => r.Id == run)
                    .Select(r => new
                    {
                        r.Number,
                        Epochs = context.Epochs.Where(e => e.RunId == run).Max(e => (int?)e.Epoch) + 1 ?? 0,
                        IsJudged = context.Documents.Any(d => d.RunId == run && d.Name == RunDocument.Evaluation),
                        Manifest = context.DatasetVersions.Where(v => v.Id == r.DatasetVersionId).Select(v => v.ManifestHash).FirstOrDefault(),
                    })
                    .SingleOrDefaultAsync(cancellationToken),
            cancellationToken
        );
        if (found is null)
            return ObjectWords.Missing(run);
        if (subject.Epoch is { } epoch)
            return found.Epochs == 0 ? new("comment.epoch.none", ("run", $"{found.Number}"))
                : epoch < 0 || epoch >= found.Epochs
                    ? new("comment.epoch", ("run", $"{found.Number}"), ("most", $"{found.Epochs}"), ("received", $"{epoch + 1L}"))
                : null;
        if (!found.IsJudged)
            return new("comment.example.none", ("run", $"{found.Number}"));
        var example = subject.Example!;
        var manifest = found.Manifest is { } hash ? await manifests.ReadAsync(hash, cancellationToken) : null;
        return example.Length <= LongestExample && manifest?.Entries.Any(p => p.Path == example) == true
            ? null
            : new("comment.example", ("run", $"{found.Number}"), ("received", example.Length > 200 ? example[..200] : example));
    }

    private async Task<Outcome<string?>> PatchAsync(WriteComment request, CancellationToken cancellationToken)
    {
        if (request.Changes is not { Count: > 0 } changes)
            return new Outcome<string?>();
        if (request.Subject.Kind != CommentSubjectKind.Run)
            return Outcome<string?>.Refused(new("comment.patch.run"));
        var run = new RunId(request.Subject.Id);
        if (await reader.ReadAsync(context => context.Runs.SingleOrDefaultAsync(r => r.Id == run, cancellationToken), cancellationToken) is not { } stored)
            return Outcome<string?>.Refused(ObjectWords.Missing(run));
        var spec = RunReading.Spec(stored);
        if (spec.Fault is { } fault)
            return Outcome<string?>.Refused(fault);
        var patch = ConfigPatch.Of(spec.Spec, changes);
        return patch.IsDone ? patch.Value : Outcome<string?>.Refused(patch.Reason!);
    }

    private void Say(WriteUnit unit, SubjectReading subject, string action, Refusal said) =>
        ActivityLog.Append(unit, caller.Value, subject.Project, subject.History, action, subject.Words.Sentence, said, null);
}
