using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>What people change on runs: name, notes, tags, archive. All of a request or nothing of it.</summary>
internal sealed class ChangeRunsHandlers(RegistryWriter writer) :
    IRequestHandler<RenameRun, Outcome>, IRequestHandler<WriteRunNotes, Outcome>, IRequestHandler<TagRuns, Outcome>, IRequestHandler<ArchiveRuns, Outcome>
{
    private const int MostRuns = 1_000;

    public Task<Outcome> Handle(RenameRun request, CancellationToken cancellationToken)
    {
        var name = PlainText.Name(request.Name, "a run name");
        return name.IsDone ? ChangeAsync(
            [request.Run],
            run =>
            {
                if (EditedText.Check(request.Began, run.Name, name.Value!, "the name") is { } conflict) throw new RefusedException(conflict);
                run.Rename(name.Value!);
            },
            cancellationToken) : Refused(name.Refusal!);
    }

    public Task<Outcome> Handle(WriteRunNotes request, CancellationToken cancellationToken)
    {
        var notes = PlainText.Notes(request.Notes, "notes");
        return notes.IsDone ? ChangeAsync(
            [request.Run],
            run =>
            {
                if (EditedText.Check(request.Began, run.Notes, notes.Value!, "the notes") is { } conflict) throw new RefusedException(conflict);
                run.WriteNotes(notes.Value!);
            },
            cancellationToken) : Refused(notes.Refusal!);
    }

    public Task<Outcome> Handle(TagRuns request, CancellationToken cancellationToken)
    {
        var add = RunTags.Check(request.Add);
        if (!add.IsDone) return Refused(add.Refusal!);
        return ChangeAsync(
            request.Runs,
            run =>
            {
                var tags = RunTags.Check(run.Tags.Where(t => !request.Remove.Contains(t, StringComparer.OrdinalIgnoreCase)).Concat(add.Value!));
                if (!tags.IsDone) throw new RefusedException($"Run {run.Number}: {tags.Refusal}");
                run.SetTags(tags.Value!);
            },
            cancellationToken);
    }

    public Task<Outcome> Handle(ArchiveRuns request, CancellationToken cancellationToken) => ChangeAsync(
        request.Runs,
        run =>
        {
            if (request.Archived && !run.Status.IsFinished()) throw new RefusedException($"Expected finished runs to archive; run {run.Number} is {RunWords.Of(run.Status)}. Stop it first.");
            run.Archive(request.Archived);
        },
        cancellationToken);

    private async Task<Outcome> ChangeAsync(IReadOnlyList<RunId> ids, Action<Run> change, CancellationToken cancellationToken)
    {
        if (ids.Count is 0 or > MostRuns) return Outcome.Refused($"Expected 1 to {MostRuns} runs; received {ids.Count}.");
        return await writer.WriteAsync(
            async unit =>
            {
                var runs = await unit.Context.Runs.Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
                if (runs.Count != ids.Distinct().Count()) return Outcome.Refused("Expected runs of this registry; received one that it does not know.");
                foreach (var run in runs)
                {
                    change(run);
                    unit.Publish(new(run.Id, [], null));
                }
                return Outcome.Done;
            },
            cancellationToken);
    }

    private static Task<Outcome> Refused(string sentence) => Task.FromResult(Outcome.Refused(sentence));
}
