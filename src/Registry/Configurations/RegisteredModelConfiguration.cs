using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RegisteredModelConfiguration : IEntityTypeConfiguration<RegisteredModel>
{
    public const string NameKey = "NameKey";

    public void Configure(EntityTypeBuilder<RegisteredModel> builder)
    {
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property<string>(NameKey);
        builder.HasIndex(NameKey).IsUnique();
        builder.Property(m => m.Revision).IsConcurrencyToken();
        builder.HasMany(m => m.Versions).WithOne().HasForeignKey(v => v.ModelId).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(m => m.Versions).HasField("versions");
        builder.HasMany(m => m.AliasList).WithOne().HasForeignKey(a => a.ModelId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(m => m.AliasList).HasField("aliases");
    }
}
