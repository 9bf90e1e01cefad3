using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Registry.Discussion;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class ReadMarkConfiguration : IEntityTypeConfiguration<ReadMarkRow>
{
    public void Configure(EntityTypeBuilder<ReadMarkRow> builder)
    {
        builder.ToTable("ReadMarks");
        builder.HasKey(m => new { m.User, m.Item });
        builder.Property(m => m.User).HasMaxLength(256);
        builder.Property(m => m.Item).HasMaxLength(100);
    }
}
