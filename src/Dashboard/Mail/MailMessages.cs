using MimeKit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Mail;

namespace MlOpsDashboard.Dashboard.Mail;

/// <summary>Writes mails: plain text, whose headers hold one line each, whatever a person is called or wrote.</summary>
internal static class MailMessages
{
    private const int LongestSubject = 200;
    private static readonly TextResource Texts = new(typeof(MailTexts));

    public static MimeMessage Write(DueMail mail, MailOptions options)
    {
        var from = MailboxAddress.Parse(options.From!);
        var subject = UserLanguage.In(options.Language, () => PlainText.Line(Texts[$"Subject.{mail.Kind}", mail.By, mail.About.Sentence], LongestSubject));
        var link = options.PublicAddress!.TrimEnd('/') + mail.Path;
        var message = new MimeMessage
        {
            Subject = subject,
            MessageId = $"{mail.Name}@{from.Domain}",
            Body = new TextPart("plain")
            {
                Text = UserLanguage.In(
                    options.Language,
                    () => $"{subject}\n\n{(mail.Text.Length > 0 ? mail.Text + "\n\n" : "")}{Texts[$"Open.{mail.Kind}"]}\n{link}\n\n-- \n{Texts["Why"]}\n"
                ),
            },
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(null, mail.To));
        // Answers of programs that are away are wanted by nobody.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
