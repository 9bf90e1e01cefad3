using MlOpsDashboard.Dashboard.Mail;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Mail;

public sealed class MailOptionsTests
{
    private static readonly MailOptions Good = new()
    {
        Host = "mail.example",
        From = "a@b.example",
        PublicAddress = "https://lab.example",
    };

    public static TheoryData<string, Action<MailOptions>> Wrong =>
        new()
        {
            { "Mail:Host", o => o.Host = "no host" },
            { "Mail:Port", o => o.Port = 70_000 },
            { "Mail:From", o => o.From = "Anna <a@b.example>\r\nBcc: x@y.example" },
            { "Mail:From", o => o.From = null },
            { "Mail:PublicAddress", o => o.PublicAddress = "javascript:alert(1)" },
            { "Mail:PasswordFile", o => o.User = "anna" },
            { "Mail:PasswordFile", o => (o.User, o.PasswordFile) = ("anna", "/nowhere") },
            { "Mail:Encryption", o => (o.User, o.Password, o.Encryption) = ("anna", "x", MailEncryption.None) },
            { "Mail:Language", o => o.Language = "fr" },
        };

    [Fact]
    public void Settings_ThatFit_AreTaken() => Assert.Empty(MailOptions.Faults(Good));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Setting_ThatDoesNotFit_IsNamed(string setting, Action<MailOptions> change)
    {
        var options = new MailOptions
        {
            Host = Good.Host,
            From = Good.From,
            PublicAddress = Good.PublicAddress,
        };
        change(options);
        Assert.Contains(setting, Assert.Single(MailOptions.Faults(options)).Sentence, StringComparison.Ordinal);
    }
}
