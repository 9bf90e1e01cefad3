using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.Explanations;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Models.Cards;
using MlOpsDashboard.Registry.People;
using MlOpsDashboard.Registry.Persistence.Converters;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Everything remembered. Written through <see cref="RegistryWriter"/>, read through <see cref="RegistryReader"/>.</summary>
/// <remarks>Accounts are ASP.NET Core Identity's: its stores write to it themselves, each change alone.</remarks>
public sealed class RegistryContext(DbContextOptions<RegistryContext> options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<ProjectRole> ProjectRoles => Set<ProjectRole>();
    public DbSet<AccessTokenRow> AccessTokens => Set<AccessTokenRow>();
    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<RunFacts> RunFacts => Set<RunFacts>();
    public DbSet<RunEpoch> Epochs => Set<RunEpoch>();
    public DbSet<RunMetric> RunMetrics => Set<RunMetric>();
    public DbSet<RunLogEntry> Log => Set<RunLogEntry>();
    public DbSet<RunDocument> Documents => Set<RunDocument>();
    public DbSet<RunWarningRow> Warnings => Set<RunWarningRow>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<BackboneSpeedRow> Speeds => Set<BackboneSpeedRow>();
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<DatasetVersion> DatasetVersions => Set<DatasetVersion>();
    public DbSet<DatasetFacts> DatasetFacts => Set<DatasetFacts>();
    public DbSet<LabelEditRow> LabelEdits => Set<LabelEditRow>();
    public DbSet<LabelNameRow> LabelNames => Set<LabelNameRow>();
    public DbSet<DatasetImport> Imports => Set<DatasetImport>();
    public DbSet<RegisteredModel> Models => Set<RegisteredModel>();
    public DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();
    public DbSet<ModelAlias> ModelAliases => Set<ModelAlias>();
    public DbSet<CustomModel> CustomModels => Set<CustomModel>();
    public DbSet<CustomModelUse> CustomModelUses => Set<CustomModelUse>();
    public DbSet<ExplanationRow> Explanations => Set<ExplanationRow>();
    public DbSet<ExplanationRunRow> ExplanationRuns => Set<ExplanationRunRow>();
    public DbSet<ModelCardEditRow> ModelCardEdits => Set<ModelCardEditRow>();
    public DbSet<AliasMove> AliasMoves => Set<AliasMove>();
    public DbSet<AliasRulesRow> AliasRules => Set<AliasRulesRow>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<ReviewLine> ReviewLines => Set<ReviewLine>();
    public DbSet<Comment> Comments => Set<Comment>();
    public DbSet<CommentEditRow> CommentEdits => Set<CommentEditRow>();
    public DbSet<CommentMentionRow> CommentMentions => Set<CommentMentionRow>();
    public DbSet<ReadMarkRow> ReadMarks => Set<ReadMarkRow>();
    public DbSet<OutgoingMailRow> OutgoingMail => Set<OutgoingMailRow>();
    public DbSet<Certificate> Certificates => Set<Certificate>();
    public DbSet<WorkItem> Work => Set<WorkItem>();
    public DbSet<ActivityEntry> Activity => Set<ActivityEntry>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(RegistryContext).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<ProjectId>().HaveConversion<ProjectIdConverter>();
        configurationBuilder.Properties<Permission>().HaveConversion<string>();
        configurationBuilder.Properties<ObjectKind>().HaveConversion<string>();
        configurationBuilder.Properties<RunId>().HaveConversion<RunIdConverter>();
        configurationBuilder.Properties<DatasetId>().HaveConversion<DatasetIdConverter>();
        configurationBuilder.Properties<DatasetVersionId>().HaveConversion<DatasetVersionIdConverter>();
        configurationBuilder.Properties<ImportId>().HaveConversion<ImportIdConverter>();
        configurationBuilder.Properties<ModelId>().HaveConversion<ModelIdConverter>();
        configurationBuilder.Properties<ModelVersionId>().HaveConversion<ModelVersionIdConverter>();
        configurationBuilder.Properties<CustomModelId>().HaveConversion<CustomModelIdConverter>();
        configurationBuilder.Properties<ExplanationId>().HaveConversion<ExplanationIdConverter>();
        configurationBuilder.Properties<ReviewId>().HaveConversion<ReviewIdConverter>();
        configurationBuilder.Properties<ReviewStatus>().HaveConversion<string>();
        configurationBuilder.Properties<ReviewLineKind>().HaveConversion<string>();
        configurationBuilder.Properties<CommentId>().HaveConversion<CommentIdConverter>();
        configurationBuilder.Properties<CommentSubjectKind>().HaveConversion<string>();
        configurationBuilder.Properties<WorkId>().HaveConversion<WorkIdConverter>();
        configurationBuilder.Properties<WorkKind>().HaveConversion<string>();
        configurationBuilder.Properties<WorkStatus>().HaveConversion<string>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configurationBuilder.Properties<MetricValues>().HaveConversion<MetricValuesTextConverter, MetricValuesComparer>();
        configurationBuilder.Properties<MetricSet>().HaveConversion<MetricSetConverter>();
        configurationBuilder.Properties<Refusal>().HaveConversion<RefusalConverter>();
        configurationBuilder.Properties<RunStatus>().HaveConversion<string>();
        configurationBuilder.Properties<ImportStatus>().HaveConversion<string>();
        configurationBuilder.Properties<CertificateStatus>().HaveConversion<string>();
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        Derive();
        var changed = ChangedRuns();
        if (changed.Count > 0)
            Follow(changed, [.. MetricsOf(changed)]);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        Derive();
        var changed = ChangedRuns();
        if (changed.Count > 0)
            Follow(changed, await MetricsOf(changed).ToListAsync(cancellationToken));
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    // Columns that exist for searching and sorting only; and what must never change.
    private void Derive()
    {
        foreach (var entry in ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList())
        {
            switch (entry.Entity)
            {
                case ActivityEntry when entry.State != EntityState.Added:
                    throw new InvalidOperationException("The activity log is append-only.");
                case ReviewLine or AliasRulesRow or AliasMove when entry.State != EntityState.Added:
                    throw new InvalidOperationException("Decisions and rules are added to, and never changed.");
                case ModelVersion when entry.State != EntityState.Added:
                    throw new InvalidOperationException("A model version never changes.");
                case Run run when entry.State != EntityState.Deleted:
                    Set(
                        entry,
                        RunConfiguration.SearchText,
                        $"{run.Number} {run.Name} {run.Backbone} {run.Strategy} {run.Notes} {string.Join(' ', run.Tags)}".ToLowerInvariant()
                    );
                    Set(entry, RunConfiguration.NameKey, run.Name.ToLowerInvariant());
                    break;
                case Dataset dataset when entry.State != EntityState.Deleted:
                    Set(entry, DatasetConfiguration.NameKey, dataset.Name.ToLowerInvariant());
                    break;
                case RegisteredModel model when entry.State != EntityState.Deleted:
                    Set(entry, RegisteredModelConfiguration.NameKey, model.Name.ToLowerInvariant());
                    break;
            }
        }
    }

    // Runs whose metrics must say something else of them.
    private Dictionary<RunId, Run> ChangedRuns() =>
        ChangeTracker
            .Entries<Run>()
            .Where(e => e.State == EntityState.Modified && (e.Property(r => r.IsArchived).IsModified || e.Property(r => r.ProjectId).IsModified))
            .ToDictionary(e => e.Entity.Id, e => e.Entity);

    private IQueryable<RunMetric> MetricsOf(Dictionary<RunId, Run> runs)
    {
        var ids = runs.Keys.ToList();
        return RunMetrics.AsTracking().Where(m => ids.Contains(m.RunId));
    }

    private static void Follow(Dictionary<RunId, Run> runs, List<RunMetric> metrics)
    {
        foreach (var metric in metrics)
            (metric.IsArchived, metric.ProjectId) = (runs[metric.RunId].IsArchived, runs[metric.RunId].ProjectId);
    }

    private static void Set(EntityEntry entry, string property, object? value) => entry.Property(property).CurrentValue = value;
}
