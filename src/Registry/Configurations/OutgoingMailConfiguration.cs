using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Mail;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMailRow>
{
    public void Configure(EntityTypeBuilder<OutgoingMailRow> builder)
    {
        builder.ToTable("OutgoingMail");
        builder.HasKey(m => m.Id);
        builder.HasIndex(m => m.DueAt);
        builder.HasIndex(m => new { m.CommentId, m.PersonId }).IsUnique();
        builder.HasIndex(m => new { m.ReviewId, m.PersonId }).IsUnique();
        builder.Property(m => m.Address).HasMaxLength(MailAddressText.Longest);
        builder.HasOne<Review>().WithMany().HasForeignKey(m => m.ReviewId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Comment>().WithMany().HasForeignKey(m => m.CommentId).OnDelete(DeleteBehavior.Cascade);
    }
}
