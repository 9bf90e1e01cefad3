using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.People;
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

    // The words are those of the moment: what was edited, withdrawn or decided meanwhile is not told, and who lost the project is told nothing.
    private static Task<DueMail?> ReadAsync(RegistryContext context, OutgoingMailRow row, CancellationToken cancellationToken) =>
        row.Kind switch
        {
            MailKind.Review => ReadReviewAsync(context, row, cancellationToken),
            MailKind.Account => ReadAccountAsync(context, row, cancellationToken),
            _ => ReadCommentAsync(context, row, cancellationToken),
        };

    private static async Task<DueMail?> ReadCommentAsync(RegistryContext context, OutgoingMailRow row, CancellationToken cancellationToken)
    {
        if (await context.Comments.SingleOrDefaultAsync(c => c.Id == row.CommentId, cancellationToken) is not { WithdrawnAt: null } comment)
            return null;
        if (await AddressAsync(Mentions.PeopleOf(context, comment.ProjectId), row, cancellationToken) is not { } address)
            return null;
        if (await SubjectReading.FindAsync(context, comment.Subject, cancellationToken) is not { } subject)
            return null;
        return Mail(row, $"{comment.Id}.{row.PersonId:N}", address, comment.By, subject.Words, comment.Text, subject.Address);
    }

    private static async Task<DueMail?> ReadReviewAsync(RegistryContext context, OutgoingMailRow row, CancellationToken cancellationToken)
    {
        if (await context.Reviews.SingleOrDefaultAsync(r => r.Id == row.ReviewId, cancellationToken) is not { Status: ReviewStatus.Judged } review)
            return null;
        if (await AddressAsync(MailQueue.Deciders(context, review), row, cancellationToken) is not { } address)
            return null;
        var model = await context.Models.Where(m => m.Id == review.ModelId).Select(m => m.Name).SingleAsync(cancellationToken);
        var reason = await context
            .ReviewLines.Where(l => l.ReviewId == review.Id && l.Kind == ReviewLineKind.Requested)
            .Select(l => l.Text)
            .FirstOrDefaultAsync(cancellationToken);
        return Mail(
            row,
            $"{review.Id}.{row.PersonId:N}.{row.Id}",
            address,
            review.RequestedBy,
            SubjectReading.OfReview(review.Alias, model, review.Version),
            reason ?? "",
            $"/reviews/{review.Id}"
        );
    }

    private static async Task<DueMail?> ReadAccountAsync(RegistryContext context, OutgoingMailRow row, CancellationToken cancellationToken)
    {
        var name = await context.Users.Where(p => p.Id == row.PersonId).Select(p => p.UserName).SingleOrDefaultAsync(cancellationToken);
        return name is null || !MailAddressText.Of(row.Address!).IsDone
            ? null
            : Mail(row, $"account.{row.Id}.{row.PersonId:N}", row.Address!, name, new($"activity.account.{row.Change}", ("person", name)), "", "/account");
    }

    private static async Task<string?> AddressAsync(IQueryable<Person> people, OutgoingMailRow row, CancellationToken cancellationToken)
    {
        var address = await people.Where(p => p.Id == row.PersonId).Select(p => p.Email).SingleOrDefaultAsync(cancellationToken);
        return address is not null && MailAddressText.Of(address).IsDone ? address : null;
    }

    private static DueMail Mail(OutgoingMailRow row, string name, string to, string by, Refusal about, string text, string path) =>
        new(row.Id, name, to, row.Kind, by, about, text, path, row.Attempts);
}
