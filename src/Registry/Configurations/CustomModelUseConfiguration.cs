using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class CustomModelUseConfiguration : IEntityTypeConfiguration<CustomModelUse>
{
    public void Configure(EntityTypeBuilder<CustomModelUse> builder)
    {
        builder.ToTable("CustomModelUses");
        builder.HasKey(u => u.RunId);
        builder.HasOne<Run>().WithMany().HasForeignKey(u => u.RunId).OnDelete(DeleteBehavior.Cascade);
        // A model in use is archived, never deleted: the database refuses it too.
        builder.HasOne<CustomModel>().WithMany().HasForeignKey(u => u.CustomModelId).OnDelete(DeleteBehavior.Restrict);
    }
}
