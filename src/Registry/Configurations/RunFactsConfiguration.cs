using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class RunFactsConfiguration : IEntityTypeConfiguration<RunFacts>
{
    public void Configure(EntityTypeBuilder<RunFacts> builder)
    {
        builder.HasKey(f => f.RunId);
        builder.HasOne<Run>().WithOne().HasForeignKey<RunFacts>(f => f.RunId);
    }
}
