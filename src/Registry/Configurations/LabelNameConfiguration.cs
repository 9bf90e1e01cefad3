using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class LabelNameConfiguration : IEntityTypeConfiguration<LabelNameRow>
{
    public void Configure(EntityTypeBuilder<LabelNameRow> builder)
    {
        builder.ToTable("LabelNames");
        builder.HasKey(n => new { n.VersionId, n.Number });
        builder.HasOne<DatasetVersion>().WithMany().HasForeignKey(n => n.VersionId);
    }
}
