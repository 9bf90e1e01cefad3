using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Discussion;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class CommentConfiguration : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> builder)
    {
        builder.ToTable("Comments");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Kind).HasMaxLength(20);
        builder.Ignore(c => c.Subject);
        builder.HasIndex(c => new { c.ObjectId, c.Kind });
        builder.HasIndex(c => c.ThreadId);
        builder.HasIndex(c => new { c.By, c.At });
        builder.HasIndex(c => c.At);
    }
}
