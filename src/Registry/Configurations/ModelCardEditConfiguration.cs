using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Models.Cards;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class ModelCardEditConfiguration : IEntityTypeConfiguration<ModelCardEditRow>
{
    public void Configure(EntityTypeBuilder<ModelCardEditRow> builder)
    {
        builder.ToTable("ModelCardEdits");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Section).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(e => e.VersionId);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(e => e.VersionId);
    }
}
