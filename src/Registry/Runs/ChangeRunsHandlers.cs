using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>What people change on runs: name, notes, tags, archive. All of a request or nothing of it; each run that was changed gets its line in the activity log.</summary>
internal sealed class ChangeRunsHandlers(RegistryWriter writer, CurrentCaller caller) :
    IRequestHandler<RenameRun, Outcome>, IRequestHandler<WriteRunNotes, Outcome>, IRequestHandler<TagRuns, Outcome>, IRequestHandler<ArchiveRuns, Outcome>
{
    private const int MostRuns = 1_000;

    public Task<Outcome> Handle(RenameRun request, CancellationToken cancellationToken)
    {
        var name = PlainText.Name(request.Name, "words.text.runName");
        return name.IsDone ? ChangeAsync(
            [request.Run],
            run =>
            {
                if (EditedText.Check(request.Began, run.Name, name.Value!, "words.edited.name") is { } conflict) throw new RefusedException(conflict);
                if (run.Name == name.Value) return null;
                var before = run.Name;
                run.Rename(name.Value!);
                return ("run-renamed", $"Run {run.Number} was renamed from {before} to {run.Name}.");
            },
            cancellationToken) : Refused(name.Reason!);
    }

    public Task<Outcome> Handle(WriteRunNotes request, CancellationToken cancellationToken)
    {
        var notes = PlainText.Notes(request.Notes, "words.text.notes");
        return notes.IsDone ? ChangeAsync(
            [request.Run],
            run =>
            {
                if (EditedText.Check(request.Began, run.Notes, notes.Value!, "words.edited.notes") is { } conflict) throw new RefusedException(conflict);
                if (run.Notes == notes.Value) return null;
                run.WriteNotes(notes.Value!);
                return ("run-noted", $"The notes of run {run.Number} were changed.");
            },
            cancellationToken) : Refused(notes.Reason!);
    }

    public Task<Outcome> Handle(TagRuns request, CancellationToken cancellationToken)
    {
        var add = RunTags.Check(request.Add);
        if (!add.IsDone) return Refused(add.Reason!);
        return ChangeAsync(
            request.Runs,
            run =>
            {
                var tags = RunTags.Check(run.Tags.Where(t => !request.Remove.Contains(t, StringComparer.OrdinalIgnoreCase)).Concat(add.Value!));
                if (!tags.IsDone) throw new RefusedException(new Refusal("registry.run.one", ("run", $"{run.Number}"), ("why", tags.Reason!)));
                var before = run.Tags.ToList();
                run.SetTags(tags.Value!);
                var (added, removed) = (Words("added", run.Tags.Except(before)), Words("removed", before.Except(run.Tags)));
                return added.Length + removed.Length == 0 ? null : ("run-tagged", $"Tags of run {run.Number}: {string.Join("; ", new[] { added, removed }.Where(w => w.Length > 0))}.");
            },
            cancellationToken);
    }

    public Task<Outcome> Handle(ArchiveRuns request, CancellationToken cancellationToken) => ChangeAsync(
        request.Runs,
        run =>
        {
            if (request.Archived && !run.Status.IsFinished()) throw new RefusedException(new Refusal(RefusalKind.Conflict, "registry.run.archive", ("run", $"{run.Number}"), ("status", ObjectWords.Of(run.Status))));
            if (run.IsArchived == request.Archived) return null;
            run.Archive(request.Archived);
            return request.Archived ? ("run-archived", $"Run {run.Number} was archived.") : ("run-restored", $"Run {run.Number} was taken out of the archive.");
        },
        cancellationToken);

    private static string Words(string what, IEnumerable<string> tags) => string.Join(", ", tags) is { Length: > 0 } words ? $"{what} {words}" : "";

    // The change says its action and sentence, or null where nothing changed.
    private async Task<Outcome> ChangeAsync(IReadOnlyList<RunId> ids, Func<Run, (string Action, string Sentence)?> change, CancellationToken cancellationToken)
    {
        if (ids.Count is 0 or > MostRuns) return Outcome.Refused(new Refusal("registry.runs.count", ("most", $"{MostRuns}"), ("received", $"{ids.Count}")));
        return await writer.WriteAsync(
            async unit =>
            {
                var runs = await unit.Context.Runs.Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
                if (runs.Count != ids.Distinct().Count()) return Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.runs.missing"));
                foreach (var run in runs)
                {
                    if (change(run) is not var (action, sentence)) continue;
                    RunHistory.Say(unit, run, caller.Value, action, sentence);
                    unit.Publish(new(run.Id, [], null) { Project = run.ProjectId });
                }
                return Outcome.Done;
            },
            cancellationToken);
    }

    private static Task<Outcome> Refused(Refusal reason) => Task.FromResult(Outcome.Refused(reason));
}
