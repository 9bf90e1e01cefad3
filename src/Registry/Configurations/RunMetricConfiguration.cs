using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunMetricConfiguration : IEntityTypeConfiguration<RunMetric>
{
    public void Configure(EntityTypeBuilder<RunMetric> builder)
    {
        builder.ToTable("RunMetrics");
        builder.HasKey(m => new { m.RunId, m.Name });
        builder.HasOne<Run>().WithMany().HasForeignKey(m => m.RunId);
        // A list that is sorted by a metric is cut on this alone.
        builder.HasIndex(m => new
        {
            m.Name,
            m.Value,
            m.Number,
            m.IsArchived,
            m.ProjectId,
            m.RunId,
        });
    }
}
