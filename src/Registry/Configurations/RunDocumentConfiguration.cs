using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunDocumentConfiguration : IEntityTypeConfiguration<RunDocument>
{
    public void Configure(EntityTypeBuilder<RunDocument> builder)
    {
        builder.ToTable("RunDocuments");
        builder.HasKey(d => new { d.RunId, d.Name });
        builder.Property(d => d.Name).HasMaxLength(40);
        builder.HasOne<Run>().WithMany().HasForeignKey(d => d.RunId);
    }
}
