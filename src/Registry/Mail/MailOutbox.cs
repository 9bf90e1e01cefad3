using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Mail;

internal sealed class MailOutbox(RegistryReader reader, RegistryWriter writer, TimeProvider time) : IMailOutbox
{
    public async Task<IReadOnlyList<DueMail>> DueAsync(int take, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await reader.ReadAsync(
            async context =>
            {
                var found = new List<(long Id, DueMail? Mail)>();
                var rows = await context
                    .OutgoingMail.Where(m => m.DueAt <= now)
                    .OrderBy(m => m.DueAt)
                    .ThenBy(m => m.Id)
                    .Take(take)
                    .ToListAsync(cancellationToken);
                foreach (var row in rows)
                    found.Add((row.Id, await ReadAsync(context, row, cancellationToken)));
                return found;
            },
            cancellationToken
        );
        var gone = due.Where(found => found.Mail is null).Select(found => found.Id).ToList();
        if (gone.Count > 0)
            await writer.WriteAsync(unit => unit.Context.OutgoingMail.Where(m => gone.Contains(m.Id)).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        return [.. due.Select(found => found.Mail).OfType<DueMail>()];
    }

    public Task RemoveAsync(long mail, CancellationToken cancellationToken) =>
        writer.WriteAsync(unit => unit.Context.OutgoingMail.Where(m => m.Id == mail).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    public Task PostponeAsync(long mail, TimeSpan wait, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow() + wait;
        return writer.WriteAsync(
            unit =>
                unit.Context.OutgoingMail.Where(m => m.Id == mail)
                    .ExecuteUpdateAsync(m => m.SetProperty(row => row.DueAt, at).SetProperty(row => row.Attempts, row => row.Attempts + 1), cancellationToken),
            cancellationToken
        );
    }

    // The words are those of the moment: what was edited or withdrawn meanwhile is not told, and who lost the project is told nothing.
    private static async Task<DueMail?> ReadAsync(RegistryContext context, OutgoingMailRow row, CancellationToken cancellationToken)
    {
        if (await context.Comments.SingleOrDefaultAsync(c => c.Id == row.CommentId, cancellationToken) is not { WithdrawnAt: null } comment)
            return null;
        var address = await Mentions
            .PeopleOf(context, comment.ProjectId)
            .Where(p => p.Id == row.PersonId)
            .Select(p => p.Email)
            .SingleOrDefaultAsync(cancellationToken);
        if (address is null || !MailAddressText.Of(address).IsDone)
            return null;
        if (await SubjectReading.FindAsync(context, comment.Subject, cancellationToken) is not { } subject)
            return null;
        return new(row.Id, $"{comment.Id}.{row.PersonId:N}", address, row.IsMention, comment.By, subject.Words, comment.Text, subject.Address, row.Attempts);
    }
}
