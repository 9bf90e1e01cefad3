using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>What people change on runs: name, notes, tags, archive. All of a request or nothing of it; each run that was changed gets its line in the activity
/// log.</summary>
internal sealed class ChangeRunsHandlers(RegistryWriter writer, CurrentCaller caller)
    : IRequestHandler<RenameRun, Outcome>,
        IRequestHandler<WriteRunNotes, Outcome>,
        IRequestHandler<TagRuns, Outcome>,
        IRequestHandler<ArchiveRuns, Outcome>
{
    private const int MostRuns = 1_000;

    public Task<Outcome> Handle(RenameRun request, CancellationToken cancellationToken)
    {
        var name = PlainText.Name(request.Name, "words.text.runName");
        return name.IsDone
            ? ChangeAsync(
                [request.Run],
                run =>
                {
                    if (EditedText.Check(request.Began, run.Name, name.Value!, "words.edited.name") is { } conflict)
                        throw new RefusedException(conflict);
                    if (run.Name == name.Value)
                        return null;
                    var before = run.Name;
                    run.Rename(name.Value!);
                    return ("run-renamed", new("activity.run.renamed", ("run", $"{run.Number}"), ("before", before), ("name", run.Name)));
                },
                cancellationToken
            )
            : Refused(name.Reason!);
    }

    public Task<Outcome> Handle(WriteRunNotes request, CancellationToken cancellationToken)
    {
        var notes = PlainText.Notes(request.Notes, "words.text.notes");
        return notes.IsDone
            ? ChangeAsync(
                [request.Run],
                run =>
                {
                    if (EditedText.Check(request.Began, run.Notes, notes.Value!, "words.edited.notes") is { } conflict)
                        throw new RefusedException(conflict);
                    if (run.Notes == notes.Value)
                        return null;
                    run.WriteNotes(notes.Value!);
                    return ("run-noted", new("activity.run.noted", ("run", $"{run.Number}")));
                },
                cancellationToken
            )
            : Refused(notes.Reason!);
    }

    public Task<Outcome> Handle(TagRuns request, CancellationToken cancellationToken)
    {
        var add = RunTags.Check(request.Add);
        if (!add.IsDone)
            return Refused(add.Reason!);
        return ChangeAsync(
            request.Runs,
            run =>
            {
                var tags = RunTags.Check(run.Tags.Where(t => !request.Remove.Contains(t, StringComparer.OrdinalIgnoreCase)).Concat(add.Value!));
                if (!tags.IsDone)
                    throw new RefusedException(new Refusal("registry.run.one", ("run", $"{run.Number}"), ("why", tags.Reason!)));
                var before = run.Tags.ToList();
                run.SetTags(tags.Value!);
                return Tagged(run, string.Join(", ", run.Tags.Except(before)), string.Join(", ", before.Except(run.Tags))) is { } said
                    ? ("run-tagged", said)
                    : null;
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(ArchiveRuns request, CancellationToken cancellationToken) =>
        ChangeAsync(
            request.Runs,
            run =>
            {
                if (request.Archived && !run.Status.IsFinished())
                    throw new RefusedException(
                        new Refusal(RefusalKind.Conflict, "registry.run.archive", ("run", $"{run.Number}"), ("status", ObjectWords.Of(run.Status)))
                    );
                if (run.IsArchived == request.Archived)
                    return null;
                run.Archive(request.Archived);
                return (
                    request.Archived ? "run-archived" : "run-restored",
                    new(request.Archived ? "activity.run.archived" : "activity.run.restored", ("run", $"{run.Number}"))
                );
            },
            cancellationToken
        );

    private static Refusal? Tagged(Run run, string added, string removed) =>
        (added, removed) switch
        {
            ("", "") => null,
            (_, "") => new("activity.run.tagsAdded", ("run", $"{run.Number}"), ("added", added)),
            ("", _) => new("activity.run.tagsRemoved", ("run", $"{run.Number}"), ("removed", removed)),
            _ => new("activity.run.tagged", ("run", $"{run.Number}"), ("added", added), ("removed", removed)),
        };

    // The change says its action and what happened, or null where nothing changed.
    private async Task<Outcome> ChangeAsync(IReadOnlyList<RunId> ids, Func<Run, (string Action, Refusal Said)?> change, CancellationToken cancellationToken)
    {
        if (ids.Count is 0 or > MostRuns)
            return Outcome.Refused(new Refusal("registry.runs.count", ("most", $"{MostRuns}"), ("received", $"{ids.Count}")));
        return await writer.WriteAsync(
            async unit =>
            {
                var runs = await unit.Context.Runs.Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
                if (runs.Count != ids.Distinct().Count())
                    return Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.runs.missing"));
                foreach (var run in runs)
                {
                    if (change(run) is not var (action, said))
                        continue;
                    RunHistory.Say(unit, run, caller.Value, action, said);
                    unit.Publish(new(run.Id, [], null) { Project = run.ProjectId });
                }
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    private static Task<Outcome> Refused(Refusal reason) => Task.FromResult(Outcome.Refused(reason));
}
