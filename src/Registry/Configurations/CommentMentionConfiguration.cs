using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Registry.Discussion;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class CommentMentionConfiguration : IEntityTypeConfiguration<CommentMentionRow>
{
    public void Configure(EntityTypeBuilder<CommentMentionRow> builder)
    {
        builder.ToTable("CommentMentions");
        builder.HasKey(m => new { m.CommentId, m.PersonId });
        builder.HasIndex(m => m.PersonId);
        builder.HasOne<Comment>().WithMany().HasForeignKey(m => m.CommentId);
    }
}
