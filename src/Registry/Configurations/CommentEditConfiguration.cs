using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Registry.Discussion;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class CommentEditConfiguration : IEntityTypeConfiguration<CommentEditRow>
{
    public void Configure(EntityTypeBuilder<CommentEditRow> builder)
    {
        builder.ToTable("CommentEdits");
        builder.HasKey(e => e.Id);
        builder.HasIndex(e => e.CommentId);
        builder.HasOne<Comment>().WithMany().HasForeignKey(e => e.CommentId);
    }
}
