using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Callers;

/// <summary>Finds the projects of objects, and keeps what it found for half a minute. What is missing is asked for each time.</summary>
internal sealed class ObjectProjects(RegistryReader reader, TimeProvider time) : IObjectProjects
{
    /// <summary>How long an object that moves to another project may still be judged by the one before.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private const int Most = 10_000;
    private readonly ConcurrentDictionary<ObjectReference, (long At, ProjectId Project)> known = new();

    public async Task<IReadOnlyDictionary<ObjectReference, ProjectId>> FindAsync(IEnumerable<ObjectReference> objects, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ObjectReference, ProjectId>();
        var unknown = new List<ObjectReference>();
        foreach (var wanted in objects.Distinct())
        {
            if (known.TryGetValue(wanted, out var kept) && time.GetElapsedTime(kept.At) < Kept)
                found[wanted] = kept.Project;
            else
                unknown.Add(wanted);
        }
        if (unknown.Count == 0)
            return found;
        if (known.Count > Most)
            known.Clear();
        var at = time.GetTimestamp();
        var read = await reader.ReadAsync(context => ReadAsync(context, unknown, cancellationToken), cancellationToken);
        foreach (var (wanted, project) in read)
            (found[wanted], known[wanted]) = (project, (at, project));
        return found;
    }

    private static async Task<List<(ObjectReference, ProjectId)>> ReadAsync(
        RegistryContext context,
        List<ObjectReference> wanted,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(ObjectReference, ProjectId)>();
        foreach (var kind in wanted.GroupBy(o => o.Kind))
        {
            var byId = kind.Where(o => o.Id is not null).ToDictionary(o => o.Id!.Value);
            if (byId.Count > 0)
                foreach (var row in await ById(context, kind.Key, [.. byId.Keys]).ToListAsync(cancellationToken))
                    found.Add((byId[row.Id], row.Project));
            foreach (var named in kind.Where(o => o.Name is not null))
                if (await ByNameAsync(context, named, cancellationToken) is { } project)
                    found.Add((named, project));
        }
        return found;
    }

    private static IQueryable<Row> ById(RegistryContext context, ObjectKind kind, List<Guid> ids)
    {
        var (runs, datasets, versions, imports) = (
            ids.ConvertAll(i => new RunId(i)),
            ids.ConvertAll(i => new DatasetId(i)),
            ids.ConvertAll(i => new DatasetVersionId(i)),
            ids.ConvertAll(i => new ImportId(i))
        );
        var comments = ids.ConvertAll(i => new CommentId(i));
        var explanations = ids.ConvertAll(i => new ExplanationId(i));
        var reviews = ids.ConvertAll(i => new ReviewId(i));
        var (models, modelVersions, customs, projects) = (
            ids.ConvertAll(i => new ModelId(i)),
            ids.ConvertAll(i => new ModelVersionId(i)),
            ids.ConvertAll(i => new CustomModelId(i)),
            ids.ConvertAll(i => new ProjectId(i))
        );
        return kind switch
        {
            ObjectKind.Project => context.Projects.Where(p => projects.Contains(p.Id)).Select(p => new Row(p.Id.Value, p.Id)),
            ObjectKind.Run => context.Runs.Where(r => runs.Contains(r.Id)).Select(r => new Row(r.Id.Value, r.ProjectId)),
            ObjectKind.Dataset => context.Datasets.Where(d => datasets.Contains(d.Id)).Select(d => new Row(d.Id.Value, d.ProjectId)),
            ObjectKind.DatasetVersion => from v in context.DatasetVersions
            where versions.Contains(v.Id)
            join d in context.Datasets on v.DatasetId equals d.Id
            select new Row(v.Id.Value, d.ProjectId),
            ObjectKind.Import => context.Imports.Where(i => imports.Contains(i.Id)).Select(i => new Row(i.Id.Value, i.ProjectId)),
            ObjectKind.Model => context.Models.Where(m => models.Contains(m.Id)).Select(m => new Row(m.Id.Value, m.ProjectId)),
            ObjectKind.ModelVersion => from v in context.ModelVersions
            where modelVersions.Contains(v.Id)
            join m in context.Models on v.ModelId equals m.Id
            select new Row(v.Id.Value, m.ProjectId),
            ObjectKind.CustomModel => context.CustomModels.Where(m => customs.Contains(m.Id)).Select(m => new Row(m.Id.Value, m.ProjectId)),
            ObjectKind.Review => context.Reviews.Where(r => reviews.Contains(r.Id)).Select(r => new Row(r.Id.Value, r.ProjectId)),
            ObjectKind.Explanation => context.Explanations.Where(e => explanations.Contains(e.Id)).Select(e => new Row(e.Id.Value, e.ProjectId)),
            ObjectKind.Comment => context.Comments.Where(c => comments.Contains(c.Id)).Select(c => new Row(c.Id.Value, c.ProjectId)),
            _ => throw new InvalidOperationException($"Objects of the kind {kind} have no project."),
        };
    }

    private static async Task<ProjectId?> ByNameAsync(RegistryContext context, ObjectReference named, CancellationToken cancellationToken)
    {
        if (named.Kind == ObjectKind.CustomModel)
            return await context.CustomModels.Where(m => m.Artifact == named.Name).Select(m => (ProjectId?)m.ProjectId).SingleOrDefaultAsync(cancellationToken);
        if (named.Kind != ObjectKind.Model)
            throw new InvalidOperationException($"Objects of the kind {named.Kind} have no name.");
        var key = named.Name!.Trim().ToLowerInvariant();
        // Names from before they were composed are found as they are.
        return await ModelAsync(UnicodeForm.ToNfc(key)) ?? await ModelAsync(key);

        Task<ProjectId?> ModelAsync(string name) =>
            context
                .Models.Where(m => EF.Property<string>(m, RegisteredModelConfiguration.NameKey) == name)
                .Select(m => (ProjectId?)m.ProjectId)
                .SingleOrDefaultAsync(cancellationToken);
    }

    private sealed record Row(Guid Id, ProjectId Project);
}
