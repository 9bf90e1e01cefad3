using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Mail;

namespace MlOpsDashboard.Dashboard.Mail;

/// <summary>Sends what waits in the outbox. A mail is taken out once the server has it: a kill before that sends it again, under the same name.</summary>
internal sealed class MailSender(IMailOutbox outbox, IOptions<MailOptions> settings, TimeProvider clock, ILogger<MailSender> logger) : BackgroundService
{
    /// <summary>A mail is given up after so many attempts: five days.</summary>
    public const int MostAttempts = 16;

    private const int AtOnce = 50;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(1);

    /// <summary>A minute, doubled at each attempt, 12 hours at most.</summary>
    public static TimeSpan WaitAfter(int attempts) => TimeSpan.FromMinutes(Math.Min(Math.Pow(2, Math.Min(attempts, 20)), 720));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The next turn tries again: the loop outlives a busy database.
                logger.LogWarning(e, "Mails that are due could not be looked at; tried again later");
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Sends what is due now, over one connection.</summary>
    internal async Task SendDueAsync(CancellationToken cancellationToken)
    {
        var due = await outbox.DueAsync(AtOnce, cancellationToken);
        if (due.Count == 0)
            return;
        using var client = new SmtpClient { Timeout = (int)LongestSend.TotalMilliseconds };
        foreach (var mail in due)
        {
            try
            {
                if (!client.IsConnected)
                    await ConnectAsync(client, cancellationToken);
                await client.SendAsync(MailMessages.Write(mail, settings.Value), cancellationToken);
                await outbox.RemoveAsync(mail.Id, CancellationToken.None);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await LaterAsync(mail, e);
            }
        }
        if (client.IsConnected)
            await client.DisconnectAsync(true, cancellationToken);
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var options = settings.Value;
        var security = options.Encryption switch
        {
            MailEncryption.Implicit => SecureSocketOptions.SslOnConnect,
            MailEncryption.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };
        await client.ConnectAsync(options.Host!, options.Port, security, cancellationToken);
        if (options.User is { } user)
            await client.AuthenticateAsync(user, options.Secret!, cancellationToken);
    }

    // Neither the address nor the words go into the log.
    private async Task LaterAsync(DueMail mail, Exception why)
    {
        if (
            mail.Attempts + 1 >= MostAttempts
            || why is SmtpCommandException { StatusCode: >= SmtpStatusCode.MailboxUnavailable, ErrorCode: SmtpErrorCode.RecipientNotAccepted }
        )
        {
            logger.LogError("Mail {Mail} was given up after {Attempts} attempts: {Fault}", mail.Id, mail.Attempts + 1, why.GetType().Name);
            await outbox.RemoveAsync(mail.Id, CancellationToken.None);
            return;
        }
        var wait = WaitAfter(mail.Attempts);
        logger.LogWarning("Mail {Mail} could not be sent ({Fault}); tried again in {Wait}", mail.Id, why.GetType().Name, wait);
        await outbox.PostponeAsync(mail.Id, wait, CancellationToken.None);
    }
}
