using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunLogEntryConfiguration : IEntityTypeConfiguration<RunLogEntry>
{
    public void Configure(EntityTypeBuilder<RunLogEntry> builder)
    {
        builder.ToTable("RunLog");
        builder.HasKey(e => new { e.RunId, e.Sequence });
        builder.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId);
        builder.Property(e => e.Kind).HasMaxLength(20);
    }
}
