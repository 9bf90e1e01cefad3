using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Mail;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Mail;

public sealed class MailSenderTests : IDisposable
{
    private readonly SmtpServer server = new();
    private readonly Outbox outbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private MailOptions Options =>
        new()
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Encryption = MailEncryption.None,
            From = "mlops@lab.example",
            PublicAddress = "https://lab.example/",
        };

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Mail_IsHandedOver_WithItsLink_AndLeavesTheOutbox()
    {
        outbox.Mails.Add(Mail(1, "anna", "look at **this**"));
        await SendAsync();
        Assert.Empty(outbox.Mails);
        var mail = Read(Assert.Single(server.Received));
        Assert.Equal("anna mentions you: run 12", mail.Subject);
        Assert.Equal("ben@lab.example", Assert.Single(mail.To.Mailboxes).Address);
        Assert.Contains("https://lab.example/runs/12?tab=discussion", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("look at **this**", mail.TextBody, StringComparison.Ordinal);
        Assert.Null(mail.HtmlBody);
    }

    [Theory]
    [InlineData(MailKind.Answer, "anna answers: run 12", "look")]
    [InlineData(MailKind.Review, "anna asks for a review: run 12", "decide here:")]
    [InlineData(MailKind.Account, "run 12", "tell an administrator")]
    public async Task Mail_OfEachKind_SaysWhatItIs(MailKind kind, string subject, string says)
    {
        outbox.Mails.Add(Mail(1, "anna", "look") with { Kind = kind });
        await SendAsync();
        var mail = Read(Assert.Single(server.Received));
        Assert.Equal(subject, mail.Subject);
        Assert.Contains(says, mail.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anna\r\nBcc: all@evil.example")]
    [InlineData("anna\nSubject: other\n\nbody")]
    [InlineData("=?utf-8?q?anna=0D=0ABcc:_all@evil.example?=")]
    [InlineData("安娜\r\nX-Evil: 1")]
    public async Task Name_WithLineBreaks_AddsNoHeader(string name)
    {
        outbox.Mails.Add(Mail(1, name, "x\r\n.\r\nRCPT TO:<all@evil.example>"));
        await SendAsync();
        var text = Assert.Single(server.Received);
        var mail = Read(text);
        Assert.Equal(
            ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"],
            mail.Headers.Concat(mail.Body!.Headers)
                .Select(h => h.Field)
                .Where(name => name != "Content-Transfer-Encoding")
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("ben@lab.example", Assert.Single(mail.To.Mailboxes).Address);
        Assert.DoesNotContain('\n', mail.Subject!);
    }

    [Fact]
    public async Task Mail_ThatIsNotTaken_WaitsLongerEachTime_AndIsSentOnce()
    {
        server.ToMail = "451 later";
        outbox.Mails.Add(Mail(1, "anna", "x"));
        await SendAsync();
        await SendAsync();
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)], outbox.Waits);
        server.ToMail = "250 ok";
        await SendAsync();
        Assert.Single(server.Received);
        Assert.Empty(outbox.Mails);
    }

    [Fact]
    public async Task Mail_WhenTheProcessEndsBeforeItIsTakenOut_ComesAgainUnderTheSameName()
    {
        outbox.Mails.Add(Mail(1, "anna", "x"));
        outbox.FailToRemove = true;
        await Assert.ThrowsAnyAsync<Exception>(SendAsync).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        outbox.FailToRemove = false;
        await SendAsync();
        Assert.Single(server.Received.Select(text => Read(text).MessageId).Distinct());
        Assert.Equal(2, server.Received.Count);
    }

    [Fact]
    public async Task Recipient_WhomTheServerDoesNotKnow_IsGivenUp_AndOthersAreSent()
    {
        server.ToRecipient = "550 nobody";
        outbox.Mails.Add(Mail(1, "anna", "x"));
        await SendAsync();
        Assert.Empty(outbox.Mails);
        Assert.Empty(outbox.Waits);
    }

    [Fact]
    public async Task Server_ThatIsAway_LosesNothing()
    {
        var options = Options;
        server.Dispose();
        outbox.Mails.Add(Mail(1, "anna", "x"));
        await SendAsync(options);
        Assert.Single(outbox.Mails);
        Assert.Single(outbox.Waits);
    }

    private Task SendAsync() => SendAsync(Options);

    private Task SendAsync(MailOptions options) =>
        new MailSender(outbox, Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, NullLogger<MailSender>.Instance).SendDueAsync(
            Cancelled
        );

    private static MimeMessage Read(string text) => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), Cancelled);

    private static DueMail Mail(long id, string by, string text) =>
        new(id, $"name{id}", "ben@lab.example", MailKind.Mention, by, Refusal.OfSentence("run 12"), text, "/runs/12?tab=discussion", 0);

    private sealed class Outbox : IMailOutbox
    {
        public List<DueMail> Mails { get; } = [];

        public List<TimeSpan> Waits { get; } = [];

        public bool FailToRemove { get; set; }

        public Task<IReadOnlyList<DueMail>> DueAsync(int take, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DueMail>>([.. Mails]);

        public Task RemoveAsync(long mail, CancellationToken cancellationToken)
        {
            if (FailToRemove)
                throw new IOException("gone");
            Mails.RemoveAll(m => m.Id == mail);
            return Task.CompletedTask;
        }

        public Task PostponeAsync(long mail, TimeSpan wait, CancellationToken cancellationToken)
        {
            if (FailToRemove)
                throw new IOException("gone");
            Waits.Add(wait);
            Mails[0] = Mails[0] with { Attempts = Mails[0].Attempts + 1 };
            return Task.CompletedTask;
        }
    }
}
