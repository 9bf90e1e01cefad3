using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Reviews;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class ReviewLineConfiguration : IEntityTypeConfiguration<ReviewLine>
{
    public void Configure(EntityTypeBuilder<ReviewLine> builder)
    {
        builder.ToTable("ReviewLines");
        builder.HasKey(l => l.Id);
        builder.Property(l => l.Id).ValueGeneratedOnAdd();
        builder.Property(l => l.Kind).HasMaxLength(20);
        builder.HasIndex(l => l.ReviewId);
        builder.HasOne<Review>().WithMany().HasForeignKey(l => l.ReviewId).OnDelete(DeleteBehavior.Restrict);
    }
}
