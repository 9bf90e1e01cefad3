using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunEpochConfiguration : IEntityTypeConfiguration<RunEpoch>
{
    public void Configure(EntityTypeBuilder<RunEpoch> builder)
    {
        builder.ToTable("RunEpochs");
        // The key is what keeps a resumed run from counting an epoch twice.
        builder.HasKey(e => new { e.RunId, e.Epoch });
        builder.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId);
    }
}
