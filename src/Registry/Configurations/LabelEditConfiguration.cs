using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class LabelEditConfiguration : IEntityTypeConfiguration<LabelEditRow>
{
    public void Configure(EntityTypeBuilder<LabelEditRow> builder)
    {
        builder.ToTable("LabelEdits");
        builder.HasKey(e => new { e.VersionId, e.Path });
        builder.HasOne<DatasetVersion>().WithMany().HasForeignKey(e => e.VersionId);
    }
}
