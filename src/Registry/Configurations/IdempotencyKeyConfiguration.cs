using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.HasKey(k => k.Key);
        builder.Property(k => k.Key).ValueGeneratedNever();
        builder.HasOne<Run>().WithMany().HasForeignKey(k => k.RunId);
    }
}
