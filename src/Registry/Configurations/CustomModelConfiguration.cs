using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class CustomModelConfiguration : IEntityTypeConfiguration<CustomModel>
{
    public void Configure(EntityTypeBuilder<CustomModel> builder)
    {
        builder.ToTable("CustomModels");
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).ValueGeneratedNever();
        // The same bytes are one model, whoever brings them.
        builder.HasIndex(m => m.Artifact).IsUnique();
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(m => m.Version).OnDelete(DeleteBehavior.Restrict);
    }
}
