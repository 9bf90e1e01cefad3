using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class DatasetConfiguration : IEntityTypeConfiguration<Dataset>
{
    /// <summary>The name in lower case: two names that differ in case only are one dataset.</summary>
    public const string NameKey = "NameKey";

    public void Configure(EntityTypeBuilder<Dataset> builder)
    {
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property<string>(NameKey);
        builder.HasIndex(NameKey).IsUnique();
        builder.HasMany(d => d.Versions).WithOne().HasForeignKey(v => v.DatasetId).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(d => d.Versions).HasField("versions");
    }
}
