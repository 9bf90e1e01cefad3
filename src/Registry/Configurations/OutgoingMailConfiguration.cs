using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Registry.Discussion;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMailRow>
{
    public void Configure(EntityTypeBuilder<OutgoingMailRow> builder)
    {
        builder.ToTable("OutgoingMail");
        builder.HasKey(m => m.Id);
        builder.HasIndex(m => m.DueAt);
        builder.HasIndex(m => new { m.CommentId, m.PersonId }).IsUnique();
        builder.HasOne<Comment>().WithMany().HasForeignKey(m => m.CommentId);
    }
}
