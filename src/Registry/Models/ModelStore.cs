using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

public sealed class ModelStore(RegistryWriter writer, RegistryReader reader, IArtifactStore artifacts) : IModelStore
{
    public async Task<Outcome<RegisteredVersion>> AddVersionAsync(
        string modelName,
        ModelVersionContents contents,
        Caller by,
        CancellationToken cancellationToken
    )
    {
        var name = ModelName.TryParse(modelName);
        if (!name.IsDone)
            return Outcome<RegisteredVersion>.Refused(name.Reason!);
        var description = PlainText.Notes(contents.Description, "words.text.description", 4_000);
        if (!description.IsDone)
            return Outcome<RegisteredVersion>.Refused(description.Reason!);
        if (!await artifacts.VerifyAsync(contents.Artifact, cancellationToken))
            return Outcome<RegisteredVersion>.Refused(new Refusal(RefusalKind.Unavailable, "registry.modelFile.missing", ("name", Short(contents.Artifact))));
        var kept = contents with { Description = description.Value!, Metrics = contents.Metrics.Finite() };
        return await writer.WriteAsync(unit => AddAsync(unit, name.Value.Value, kept, by, cancellationToken), cancellationToken);
    }

    public Task<StoredModelVersion?> GetVersionAsync(ModelVersionId version, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => StoredAsync(context, context.ModelVersions.Where(v => v.Id == version), cancellationToken), cancellationToken);

    // Names from before they were composed are found as they are.
    public async Task<StoredModelVersion?> FindAsync(string modelName, string aliasOrNumber, CancellationToken cancellationToken) =>
        await FindAsNamedAsync(UnicodeForm.ToNfc(modelName), aliasOrNumber, cancellationToken)
        ?? await FindAsNamedAsync(modelName, aliasOrNumber, cancellationToken);

    private Task<StoredModelVersion?> FindAsNamedAsync(string modelName, string aliasOrNumber, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            context =>
            {
                var key = modelName.Trim().ToLowerInvariant();
                var models = context.Models.Where(m => EF.Property<string>(m, RegisteredModelConfiguration.NameKey) == key);
                var versions = int.TryParse(aliasOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? from m in models
                    join v in context.ModelVersions on m.Id equals v.ModelId
                    where v.Number == number
                    select v
                    : from m in models
                    join a in context.ModelAliases on m.Id equals a.ModelId
                    where a.Alias == aliasOrNumber
                    join v in context.ModelVersions on new { a.ModelId, Number = a.Version } equals new { v.ModelId, v.Number }
                    select v;
                return StoredAsync(context, versions, cancellationToken);
            },
            cancellationToken
        );

    public Task<StoredModelVersion?> FindByRunAsync(RunId run, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => StoredAsync(context, context.ModelVersions.Where(v => v.RunId == run), cancellationToken), cancellationToken);

    private async Task<Outcome<RegisteredVersion>> AddAsync(
        WriteUnit unit,
        string name,
        ModelVersionContents contents,
        Caller by,
        CancellationToken cancellationToken
    )
    {
        var context = unit.Context;
        var key = name.ToLowerInvariant();
        // The newest version is all that numbering the next one needs; versions are heavy.
        var model = await context
            .Models.Include(m => m.Versions.OrderByDescending(v => v.Number).Take(1))
            .SingleOrDefaultAsync(m => EF.Property<string>(m, RegisteredModelConfiguration.NameKey) == key, cancellationToken);
        var run = await context
            .Runs.Where(r => r.Id == contents.Run)
            .Select(r => new
            {
                r.Number,
                r.ProjectId,
                r.Measures,
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (run is null)
            return Outcome<RegisteredVersion>.Refused(new Refusal(RefusalKind.NotFound, "registry.version.run", ("received", contents.Run.ToString())));
        if (model is not null && model.ProjectId != run.ProjectId)
            return Outcome<RegisteredVersion>.Refused(
                new Refusal(RefusalKind.Conflict, "caller.name.taken", ("kind", ObjectWords.Of(ObjectKind.Model)), ("name", name))
            );
        if (model is null)
            context.Add(model = new(ModelId.New(), name, run.ProjectId, by.User, unit.Now));
        model.Archive(false);
        var version = model.AddVersion(contents, unit.Now);
        context.Add(version);
        ActivityLog.Append(
            unit,
            by,
            model.ProjectId,
            model.Id,
            "version-registered",
            $"{model.Name} v{version.Number}",
            Registered(model.Name, version.Number, run.Number, run.Measures.PrimarySpec, contents.Metrics),
            contents.Description.Length > 0 ? contents.Description : null
        );
        unit.Publish(new(contents.Run, [], null) { Project = model.ProjectId });
        return new RegisteredVersion(model.Id, model.Name, version.Number);
    }

    private static async Task<StoredModelVersion?> StoredAsync(RegistryContext context, IQueryable<ModelVersion> versions, CancellationToken cancellationToken)
    {
        var found = await (
            from v in versions
            join m in context.Models on v.ModelId equals m.Id
            orderby v.CreatedAt descending
            select new
            {
                m.ProjectId,
                m.Id,
                m.Name,
                Version = v,
            }
        ).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var stored = found.Version;
        return new(
            found.ProjectId,
            found.Id,
            found.Name,
            stored.Id,
            stored.Number,
            new(
                stored.Artifact,
                stored.Bytes,
                stored.PreprocessingJson,
                stored.ClassNames,
                stored.DatasetVersionId,
                stored.SpecJson,
                stored.HistoryJson,
                stored.EvaluationJson,
                stored.EngineVersion,
                stored.RunId,
                stored.ParentId,
                stored.Metrics,
                stored.Description,
                stored.ParityJson
            )
        );
    }

    private static Refusal Registered(string model, int version, int run, MetricSpec primary, MetricValues metrics) =>
        metrics[primary.Name] is { } value
            ? new(
                "activity.version.measured",
                ("model", model),
                ("version", $"{version}"),
                ("run", $"{run}"),
                ("value", MetricWords.Value(primary, value)),
                RefusalValue.OfMetric("metric", primary.Name)
            )
            : new("activity.version.registered", ("model", model), ("version", $"{version}"), ("run", $"{run}"));

    private static string Short(string sha256) => sha256.Length > 12 ? sha256[..12] : sha256;
}
