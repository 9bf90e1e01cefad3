using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunConfiguration : IEntityTypeConfiguration<Run>
{
    /// <summary>Lower-case words of the run, for searching.</summary>
    public const string SearchText = "SearchText";
    public const string DurationSeconds = "DurationSeconds";

    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Status).HasMaxLength(20);
        builder.PrimitiveCollection(r => r.Tags).HasField("tags");
        builder.Property<string>(SearchText);
        builder.Property<double?>(DurationSeconds);
        builder.HasOne<DatasetVersion>().WithMany().HasForeignKey(r => r.DatasetVersionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Run>().WithMany().HasForeignKey(r => r.ParentRunId).OnDelete(DeleteBehavior.Restrict);
        // Lists scan runs; a spec is longer than all the rest of its row.
        builder.SplitToTable("TrainingSpecs", table =>
        {
            table.Property(r => r.Id).HasColumnName("RunId");
            table.Property(r => r.SpecJson);
        });
        builder.HasIndex(r => r.Number).IsUnique();
        builder.HasIndex(r => r.Status);
        builder.HasIndex(r => new { r.IsArchived, r.Number });
        builder.HasIndex(r => new { r.IsArchived, r.BestValAccuracy });
        builder.HasIndex(r => r.FinishedAt);
        builder.HasIndex(r => new { r.Backbone, r.Strategy });
    }
}
