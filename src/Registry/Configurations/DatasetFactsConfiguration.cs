using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class DatasetFactsConfiguration : IEntityTypeConfiguration<DatasetFacts>
{
    public void Configure(EntityTypeBuilder<DatasetFacts> builder)
    {
        builder.HasKey(f => f.VersionId);
        builder.Property(f => f.Kind).HasDefaultValue(DatasetKinds.Class);
        builder.Property(f => f.Input).HasDefaultValue(InputCards.Pictures);
        builder.HasOne<DatasetVersion>().WithOne().HasForeignKey<DatasetFacts>(f => f.VersionId);
    }
}
