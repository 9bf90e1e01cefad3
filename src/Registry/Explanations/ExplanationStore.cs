using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Explanations;

internal sealed class ExplanationStore(RegistryWriter writer, RegistryReader reader, ExplanationPlans plans) : IExplanationStore
{
    public async Task<Outcome> CreateAsync(StartExplanation request, Caller by, CancellationToken cancellationToken)
    {
        if (request.Seeds is < 1 or > StartExplanation.MostSeeds)
            return Outcome.Refused(new Refusal("explanation.seedCount", ("most", StartExplanation.MostSeeds), ("received", request.Seeds)));
        var planned = await plans.OfAsync(request.Before, request.After, request.Order, cancellationToken);
        if (planned.Value is not { } way)
            return Outcome.Refused(planned.Reason!);
        return await writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Explanations.AnyAsync(e => e.Id == request.Id, cancellationToken))
                    return Outcome.Done;
                var seeds = way.Seeds.Take(request.Seeds).ToList();
                unit.Context.Add(
                    new ExplanationRow
                    {
                        Id = request.Id,
                        ProjectId = way.After.Project,
                        ModelId = way.After.Model,
                        Before = request.Before,
                        After = request.After,
                        StepsJson = StoredStep.Write(way.Steps),
                        Seeds = seeds,
                        CreatedBy = by.User,
                        CreatedAt = unit.Now,
                    }
                );
                foreach (var ((step, seed), run) in way.Known.Where(known => seeds.Contains(known.Key.Seed)))
                    unit.Context.Add(
                        new ExplanationRunRow
                        {
                            ExplanationId = request.Id,
                            Step = step,
                            Seed = seed,
                            RunId = run,
                        }
                    );
                Say(unit, way.After.Project, way.After.Model, by, "explanation-started", way.After.Name, way.Before.Number, way.After.Number);
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    public Task<StoredExplanation?> FindAsync(ExplanationId id, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => ExplanationReading.FindAsync(context, id, cancellationToken), cancellationToken);

    public Task PlaceAsync(ExplanationId id, int step, int seed, RunId run, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                var rows = unit.Context.ExplanationRuns.AsTracking();
                if (await rows.SingleOrDefaultAsync(r => r.ExplanationId == id && r.Step == step && r.Seed == seed, cancellationToken) is { } known)
                    known.RunId = run;
                else
                    unit.Context.Add(
                        new ExplanationRunRow
                        {
                            ExplanationId = id,
                            Step = step,
                            Seed = seed,
                            RunId = run,
                        }
                    );
                return true;
            },
            cancellationToken
        );

    public Task MarkStoppedAsync(ExplanationId id, bool isStopped, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Explanations.AsTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } row)
                    return false;
                row.StoppedAt = isStopped ? unit.Now : null;
                var found = (await ExplanationReading.FindAsync(unit.Context, id, cancellationToken))!;
                Say(unit, row.ProjectId, row.ModelId, by, isStopped ? "explanation-stopped" : "explanation-continued", found.Model, found.Before, found.After);
                return true;
            },
            cancellationToken
        );

    private static void Say(WriteUnit unit, ProjectId project, ModelId model, Caller by, string action, string name, int before, int after) =>
        ActivityLog.Append(
            unit,
            by,
            project,
            model,
            action,
            $"{name} v{after}",
            new($"activity.{action.Replace('-', '.')}", ("model", name), ("before", $"{before}"), ("after", $"{after}")),
            null
        );
}
