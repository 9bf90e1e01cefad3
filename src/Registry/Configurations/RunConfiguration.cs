using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunConfiguration : IEntityTypeConfiguration<Run>
{
    /// <summary>Lower-case words of the run, for searching.</summary>
    public const string SearchText = "SearchText";

    /// <summary>The name in lower case, for sorting.</summary>
    public const string NameKey = "NameKey";

    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Status).HasMaxLength(20);
        builder.PrimitiveCollection(r => r.Tags).HasField("tags");
        builder.Property<string>(SearchText);
        builder.Property<string>(NameKey);
        builder.HasOne<DatasetVersion>().WithMany().HasForeignKey(r => r.DatasetVersionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Run>().WithMany().HasForeignKey(r => r.ParentRunId).OnDelete(DeleteBehavior.Restrict);
        // Lists scan runs; a spec is longer than all the rest of its row.
        builder.SplitToTable(
            "TrainingSpecs",
            table =>
            {
                table.Property(r => r.Id).HasColumnName("RunId");
                table.Property(r => r.SpecJson);
            }
        );
        builder.HasIndex(r => r.Number).IsUnique();
        builder.HasIndex(r => new { r.IsArchived, r.Number });
        builder.HasIndex(r => r.FinishedAt);
        builder.HasIndex(r => r.Tags);
        // One for each column that the list sorts or filters by: the newest first among equals, and whether a run is archived without a look at its row.
        foreach (var column in Sorted)
            builder.HasIndex(column, nameof(Run.Number), nameof(Run.IsArchived));
    }

    private static readonly string[] Sorted =
    [
        NameKey,
        nameof(Run.Status),
        nameof(Run.Backbone),
        nameof(Run.Strategy),
        nameof(Run.DatasetVersionId),
        nameof(Run.CreatedAt),
        nameof(Run.DurationSeconds),
    ];
}
