using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Mail;

/// <summary>Puts mails into the outbox, in the transaction of what they tell. Nothing where nobody is mailed.</summary>
internal sealed class MailQueue(MailSwitch mail)
{
    public void Comment(WriteUnit unit, Comment comment, IEnumerable<Guid> called, IEnumerable<Guid> answered)
    {
        foreach (var (person, kind) in called.Select(p => (p, MailKind.Mention)).Concat(answered.Select(p => (p, MailKind.Answer))))
            if (person != comment.PersonId)
                Add(
                    unit,
                    new()
                    {
                        Kind = kind,
                        PersonId = person,
                        CommentId = comment.Id,
                    }
                );
    }

    /// <summary>To whoever may decide it: once, until it is sent.</summary>
    public async Task ReviewAsync(WriteUnit unit, Review review, AliasRules rules, CancellationToken cancellationToken)
    {
        if (!mail.IsOn)
            return;
        var people = await Deciders(unit.Context, review)
            .Where(p => rules.OwnApprovalCounts || p.UserName != review.RequestedBy)
            .Where(p => !unit.Context.OutgoingMail.Any(m => m.ReviewId == review.Id && m.PersonId == p.Id))
            .Select(p => p.Id)
            .ToListAsync(cancellationToken);
        foreach (var person in people)
            Add(
                unit,
                new()
                {
                    Kind = MailKind.Review,
                    PersonId = person,
                    ReviewId = review.Id,
                }
            );
    }

    /// <param name="address">That the account has, or had before the change.</param>
    public void Account(WriteUnit unit, Guid person, string? address, AccountChange change)
    {
        if (address is not null)
            Add(
                unit,
                new()
                {
                    Kind = MailKind.Account,
                    PersonId = person,
                    Change = change,
                    Address = address,
                }
            );
    }

    /// <summary>People who may approve or reject it.</summary>
    public static IQueryable<Person> Deciders(RegistryContext context, Review review) =>
        context.Users.Where(p =>
            !p.IsClosed
            && (
                p.IsAdministrator
                || context.ProjectRoles.Any(r =>
                    r.PersonId == p.Id && r.ProjectId == review.ProjectId && (r.Role == Permission.Review || r.Role == Permission.Administer)
                )
            )
        );

    private void Add(WriteUnit unit, OutgoingMailRow row)
    {
        if (!mail.IsOn)
            return;
        (row.DueAt, row.CreatedAt) = (unit.Now, unit.Now);
        unit.Context.Add(row);
    }
}
