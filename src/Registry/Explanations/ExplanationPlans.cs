using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary>Finds the way between two versions, and the runs that are there already.</summary>
internal sealed class ExplanationPlans(RegistryReader reader, IModelStore models, IDatasetStore datasets, IRunStore runs)
{
    public async Task<Outcome<ExplanationWay>> OfAsync(
        ModelVersionId before,
        ModelVersionId after,
        IReadOnlyList<string>? order,
        CancellationToken cancellationToken
    )
    {
        var (one, two) = (await EndAsync(before, cancellationToken), await EndAsync(after, cancellationToken));
        if ((one.Reason ?? two.Reason) is { } refusal)
            return Outcome<ExplanationWay>.Refused(refusal);
        var (from, to) = (one.Value!, two.Value!);
        if (from.Version.Version == to.Version.Version)
            return Outcome<ExplanationWay>.Refused(new Refusal("explanation.same", ("version", from.Name)));
        if (from.Version.Project != to.Version.Project)
            return Outcome<ExplanationWay>.Refused(new Refusal("explanation.projects"));
        if (from.Spec.Task != to.Spec.Task)
            return Outcome<ExplanationWay>.Refused(new Refusal("explanation.tasks", ("before", from.Spec.Task), ("after", to.Spec.Task)));
        var known = new Dictionary<DatasetVersionId, StoredDatasetVersion> { [from.Data.Version] = from.Data, [to.Data.Version] = to.Data };
        var steps = ExplanationPlan.Of(
            (from.Spec, from.Data.Version, $"{from.Data.Name} v{from.Data.Number}"),
            (to.Spec, to.Data.Version, $"{to.Data.Name} v{to.Data.Number}"),
            (spec, data) =>
                TrainingSpecValidator.Validate(On(spec, known[data])).Count == 0
                && DatasetFit.Problems(On(spec, known[data]), known[data].Kind, known[data].ClassNames, known[data].Input).Count == 0,
            order
        );
        steps = [.. steps.Select(step => step with { Spec = On(step.Spec, known[step.Data]) })];
        if (steps.Count == 1)
            return Outcome<ExplanationWay>.Refused(
                new Refusal(from.Spec.Seed == to.Spec.Seed ? "explanation.equal" : "explanation.seeds", ("before", from.Name), ("after", to.Name))
            );
        // Their own seeds first: those runs are there.
        IReadOnlyList<int> seeds = [to.Spec.Seed, .. from.Spec.Seed == to.Spec.Seed ? [] : (int[])[from.Spec.Seed]];
        for (var next = to.Spec.Seed; seeds.Count < StartExplanation.MostSeeds; next++)
            if (!seeds.Contains(next))
                seeds = [.. seeds, next];
        return new ExplanationWay(from.Version, to.Version, steps, seeds, await KnownAsync(from.Version.Project, steps, seeds, cancellationToken));
    }

    /// <summary>What a step is trained by with a seed.</summary>
    public static TrainingSpec WithSeed(TrainingSpec spec, int seed) => spec with { Seed = seed };

    private static TrainingSpec On(TrainingSpec spec, StoredDatasetVersion data) =>
        spec with
        {
            Data = spec.Data with { Path = $"dataset:{data.Name}/v{data.Number}" },
        };

    private async Task<Outcome<End>> EndAsync(ModelVersionId id, CancellationToken cancellationToken)
    {
        if (await models.GetVersionAsync(id, cancellationToken) is not { } version)
            return Outcome<End>.Refused(ObjectWordsOf(id));
        var name = $"{version.Name} v{version.Number}";
        if (await runs.FindAsync(version.Contents.Run, cancellationToken) is not { } run)
            return Outcome<End>.Refused(new Refusal("explanation.run", ("version", name)));
        if (run.SpecFault is { } fault)
            return Outcome<End>.Refused(fault);
        if (run.Spec.CrossValidation is not null)
            return Outcome<End>.Refused(new Refusal("explanation.folds", ("version", name)));
        if (run.BranchedAfter is not null)
            return Outcome<End>.Refused(new Refusal("explanation.branch", ("version", name)));
        return await datasets.GetVersionAsync(run.Dataset, cancellationToken) is { } data
            ? new End(version, name, run.Spec, data)
            : Outcome<End>.Refused(new Refusal("explanation.data", ("version", name)));
    }

    private static Refusal ObjectWordsOf(ModelVersionId id) => Core.Callers.ObjectWords.Missing(id);

    // Done, with just that spec on just that data.
    private Task<IReadOnlyDictionary<(int, int), RunId>> KnownAsync(
        ProjectId project,
        IReadOnlyList<ExplanationStep> steps,
        IReadOnlyList<int> seeds,
        CancellationToken cancellationToken
    ) =>
        reader.ReadAsync<IReadOnlyDictionary<(int, int), RunId>>(
            async context =>
            {
                var found = new Dictionary<(int, int), RunId>();
                foreach (var (i, step) in steps.Index())
                {
                    var specs = seeds.ToDictionary(seed => TrainingSpecJson.WriteComplete(WithSeed(step.Spec, seed)));
                    var texts = specs.Keys.ToList();
                    var done = await context
                        .Runs.Where(r =>
                            r.ProjectId == project
                            && r.DatasetVersionId == step.Data
                            && r.BranchedAfter == null
                            && (r.Status == RunStatus.Completed || r.Status == RunStatus.StoppedEarly)
                            && texts.Contains(r.SpecJson)
                        )
                        .OrderBy(r => r.Number)
                        .Select(r => new { r.Id, r.SpecJson })
                        .ToListAsync(cancellationToken);
                    foreach (var run in done)
                        found.TryAdd((i, specs[run.SpecJson]), run.Id);
                }
                return found;
            },
            cancellationToken
        );

    private sealed record End(StoredModelVersion Version, string Name, TrainingSpec Spec, StoredDatasetVersion Data);
}
