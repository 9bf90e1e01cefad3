using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Explanations;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class ExplanationConfiguration : IEntityTypeConfiguration<ExplanationRow>
{
    public void Configure(EntityTypeBuilder<ExplanationRow> builder)
    {
        builder.ToTable("Explanations");
        builder.HasKey(e => e.Id);
        builder
            .Property(e => e.Seeds)
            .HasConversion(
                seeds => JsonSerializer.Serialize(seeds, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<List<int>>(json, JsonSerializerOptions.Default)!,
                new ValueComparer<IReadOnlyList<int>>((a, b) => a!.SequenceEqual(b!), seeds => seeds.Count, seeds => seeds.ToList())
            );
        builder.HasIndex(e => new { e.ModelId, e.CreatedAt });
        builder.HasIndex(e => e.ProjectId);
        builder.HasOne<RegisteredModel>().WithMany().HasForeignKey(e => e.ModelId);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(e => e.Before).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ModelVersion>().WithMany().HasForeignKey(e => e.After).OnDelete(DeleteBehavior.Restrict);
    }
}
