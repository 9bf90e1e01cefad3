using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class BackboneSpeedConfiguration : IEntityTypeConfiguration<BackboneSpeedRow>
{
    public void Configure(EntityTypeBuilder<BackboneSpeedRow> builder)
    {
        builder.ToTable("BackboneSpeeds");
        builder.HasKey(s => new { s.Backbone, s.ImageSize });
        builder.Property(s => s.Backbone).HasMaxLength(200);
    }
}
