using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class AliasRulesConfiguration : IEntityTypeConfiguration<AliasRulesRow>
{
    public void Configure(EntityTypeBuilder<AliasRulesRow> builder)
    {
        builder.ToTable("AliasRules");
        builder.HasKey(r => new
        {
            r.ModelId,
            r.Alias,
            r.Number,
        });
        builder.Property(r => r.Alias).HasMaxLength(40);
        builder.HasOne<RegisteredModel>().WithMany().HasForeignKey(r => r.ModelId).OnDelete(DeleteBehavior.Cascade);
    }
}
