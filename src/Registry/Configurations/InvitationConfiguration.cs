using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Registry.Configurations;

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<InvitationRow>
{
    public void Configure(EntityTypeBuilder<InvitationRow> builder)
    {
        builder.ToTable("Invitations");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.CodeHash).HasMaxLength(64);
        builder.HasIndex(i => i.CodeHash).IsUnique();
        builder
            .Property(i => i.Roles)
            .HasConversion(
                roles => JsonSerializer.Serialize(roles, JsonSerializerOptions.Web),
                text => JsonSerializer.Deserialize<IReadOnlyList<CallerScope>>(text, JsonSerializerOptions.Web)!,
                new ValueComparer<IReadOnlyList<CallerScope>>((a, b) => a!.SequenceEqual(b!), roles => roles.Count, roles => roles)
            );
    }
}
