using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary>What pages ask of explanations.</summary>
internal sealed class ExplanationHandlers(RegistryReader reader, ExplanationPlans plans)
    : IRequestHandler<PlanExplanation, Outcome<ExplanationPreview>>,
        IRequestHandler<GetExplanation, ExplanationView?>,
        IRequestHandler<ListExplanations, IReadOnlyList<ExplanationSummary>>
{
    public async Task<Outcome<ExplanationPreview>> Handle(PlanExplanation request, CancellationToken cancellationToken)
    {
        var planned = await plans.OfAsync(request.Before, request.After, request.Order, cancellationToken);
        if (planned.Value is not { } way)
            return Outcome<ExplanationPreview>.Refused(planned.Reason!);
        RunId[] own = [way.Before.Contents.Run, way.After.Contents.Run];
        var seconds = await reader.ReadAsync(
            context =>
                context.Runs.Where(r => own.Contains(r.Id) && r.DurationSeconds != null).Select(r => r.DurationSeconds!.Value).ToListAsync(cancellationToken),
            cancellationToken
        );
        return new ExplanationPreview(
            way.After.Name,
            request.Before,
            way.Before.Number,
            request.After,
            way.After.Number,
            [.. way.Steps.Skip(1).Select(step => step.Settings)],
            [.. way.Seeds.Select((_, i) => way.Known.Keys.Count(key => way.Seeds.Take(i + 1).Contains(key.Seed)))],
            seconds.Count == 0 ? null : seconds.Average()
        );
    }

    public Task<ExplanationView?> Handle(GetExplanation request, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context =>
            {
                if (await ExplanationReading.FindAsync(context, request.Id, cancellationToken) is not { } stored)
                    return null;
                var row = await context.Explanations.SingleAsync(e => e.Id == request.Id, cancellationToken);
                var card = TaskCards.Find(stored.Steps[^1].Spec.Task)!;
                var metric =
                    card.Metrics.Concat(card.OfWholeSet).FirstOrDefault(m => m.Name == MetricNames.Training(card.PrimaryMetric))
                    ?? MetricSpec.ByName(card.PrimaryMetric);
                return new ExplanationView(
                    request.Id,
                    stored.Model,
                    stored.Before,
                    stored.After,
                    metric,
                    ExplainedStep.Of([
                        .. stored.Steps.Select(
                            (step, i) =>
                                (
                                    step.Settings,
                                    (IReadOnlyList<ExplainedRun>)
                                        [.. stored.Seeds.Select(seed => stored.Runs.GetValueOrDefault((i, seed)) ?? new(seed, null, null, null, null))]
                                )
                        ),
                    ]),
                    stored.Steps.Any(step => step.Settings.Any(setting => setting.Name is ExplanationPlan.Dataset or "data.seed" or "data.validationSplit")),
                    row.CreatedBy,
                    row.CreatedAt,
                    row.StoppedAt
                );
            },
            cancellationToken
        );

    public Task<IReadOnlyList<ExplanationSummary>> Handle(ListExplanations request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<ExplanationSummary>>(
            async context =>
                await (
                    from e in context.Explanations
                    where e.ModelId == request.Model
                    join before in context.ModelVersions on e.Before equals before.Id
                    join after in context.ModelVersions on e.After equals after.Id
                    orderby e.CreatedAt descending
                    select new ExplanationSummary(e.Id, before.Number, after.Number, e.CreatedBy, e.CreatedAt)
                )
                    .Take(20)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
}
