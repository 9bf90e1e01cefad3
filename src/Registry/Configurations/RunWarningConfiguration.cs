using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunWarningConfiguration : IEntityTypeConfiguration<RunWarningRow>
{
    public void Configure(EntityTypeBuilder<RunWarningRow> builder)
    {
        builder.ToTable("RunWarnings");
        builder.HasKey(w => new { w.RunId, w.Code });
        builder.Property(w => w.Code).HasMaxLength(60);
        builder.HasOne<Run>().WithMany().HasForeignKey(w => w.RunId);
    }
}
