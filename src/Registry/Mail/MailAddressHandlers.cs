using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Mail;

/// <summary>Everybody's own address.</summary>
internal sealed class MailAddressHandlers(RegistryReader reader, RegistryWriter writer, CurrentCaller caller, MailSwitch mail, MailQueue queue)
    : IRequestHandler<GetMailAddress, string?>,
        IRequestHandler<SetMailAddress, Outcome>
{
    public async Task<string?> Handle(GetMailAddress request, CancellationToken cancellationToken) =>
        mail.IsOn && caller.Value.Person is { } person
            ? await reader.ReadAsync(
                context => context.Users.Where(p => p.Id == person.Value).Select(p => p.Email).SingleOrDefaultAsync(cancellationToken),
                cancellationToken
            ) ?? ""
            : null;

    public async Task<Outcome> Handle(SetMailAddress request, CancellationToken cancellationToken)
    {
        // A program that acts for somebody does not say where they are reached.
        if (caller.Value is not { Person: { } person, OnBehalfOf: null })
            return Outcome.Refused(new Refusal(RefusalKind.Forbidden, "mail.nobody"));
        string? address = null;
        if (!string.IsNullOrWhiteSpace(request.Address))
        {
            var typed = MailAddressText.Of(request.Address);
            if (!typed.IsDone)
                return typed;
            address = typed.Value;
        }
        return await writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Users.AsTracking().SingleOrDefaultAsync(p => p.Id == person.Value && !p.IsClosed, cancellationToken) is not { } account)
                    return Outcome.Refused(new Refusal(RefusalKind.Forbidden, "mail.nobody"));
                if (account.Email == address)
                    return Outcome.Done;
                queue.Account(unit, account.Id, account.Email, AccountChange.MailAddressChanged);
                (account.Email, account.NormalizedEmail) = (address, address?.ToUpperInvariant());
                // Nobody showed that it is theirs.
                account.EmailConfirmed = false;
                // Identity writes whole accounts that it read before: such a write meets another stamp.
                account.ConcurrencyStamp = Guid.NewGuid().ToString();
                return Outcome.Done;
            },
            cancellationToken
        );
    }
}
