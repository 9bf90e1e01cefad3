using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Explanations;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class ExplanationRunConfiguration : IEntityTypeConfiguration<ExplanationRunRow>
{
    public void Configure(EntityTypeBuilder<ExplanationRunRow> builder)
    {
        builder.ToTable("ExplanationRuns");
        builder.HasKey(r => new
        {
            r.ExplanationId,
            r.Step,
            r.Seed,
        });
        builder.HasIndex(r => r.RunId);
        builder.HasOne<ExplanationRow>().WithMany().HasForeignKey(r => r.ExplanationId);
        builder.HasOne<Run>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Restrict);
    }
}
