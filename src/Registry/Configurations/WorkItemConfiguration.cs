using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class WorkItemConfiguration : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder)
    {
        builder.ToTable("Work");
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Kind).HasMaxLength(20);
        builder.Property(w => w.Status).HasMaxLength(20);
        builder.Ignore(w => w.Seconds);
        builder.HasIndex(w => w.Status);
        builder.HasIndex(w => w.Order);
    }
}
