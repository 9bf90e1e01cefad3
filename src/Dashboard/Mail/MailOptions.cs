using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Mail;

/// <summary>Settings <c>Mail:*</c>: by which server people are told of what waits for them.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>Null (default): nobody is mailed.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public MailEncryption Encryption { get; set; } = MailEncryption.StartTls;

    /// <summary>Null (default): nobody signs in there.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>A file that holds the password instead.</summary>
    public string? PasswordFile { get; set; }

    public string? From { get; set; }

    /// <summary>By which people reach the dashboard. Null (default): no mail is sent, since its link would lead nowhere.</summary>
    public string? PublicAddress { get; set; }

    public string Language { get; set; } = UserLanguage.English;

    internal string? Secret => PasswordFile is { } file ? File.ReadAllText(file).Trim() : Password;

    /// <summary>Whether there is a server, and an address to link to.</summary>
    public static bool IsOn(IConfiguration configuration) =>
        configuration.GetSection(Section).GetValue<string>(nameof(Host)) is { Length: > 0 }
        && configuration.GetSection(Section).GetValue<string>(nameof(PublicAddress)) is { Length: > 0 };

    internal static IEnumerable<Refusal> Faults(MailOptions options)
    {
        if (options.Host is not { Length: > 0 } host)
            yield break;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            yield return Fault(nameof(Host), "words.mail.host", host);
        if (options.Port is < 1 or > 65_535)
            yield return Fault(nameof(Port), "words.mail.port", $"{options.Port}");
        if (!MailAddressText.Of(options.From).IsDone)
            yield return Fault(nameof(From), "words.mail.from", options.From ?? "-");
        if (
            options.PublicAddress is { Length: > 0 } address
            && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" })
        )
            yield return Fault(nameof(PublicAddress), "words.mail.public", address);
        var hasFile = options.PasswordFile is not null;
        if (options.User is null != (options.Password is null && !hasFile) || (hasFile && (options.Password is not null || !File.Exists(options.PasswordFile))))
            yield return Fault(nameof(PasswordFile), "words.mail.password", options.PasswordFile ?? options.User ?? "-");
        if (options is { Encryption: MailEncryption.None, User: not null })
            yield return Fault(nameof(Encryption), "words.mail.plain", $"{options.Encryption}");
        if (!UserLanguage.All.Any(language => language.Tag == options.Language))
            yield return Fault(nameof(Language), "words.mail.language", options.Language);
    }

    private static Refusal Fault(string setting, string expected, string received) =>
        new("settings.value", ("setting", $"{Section}:{setting}"), ("expected", new Refusal(expected)), ("received", received));
}
