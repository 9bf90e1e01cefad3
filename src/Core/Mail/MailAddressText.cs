using System.Net.Mail;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Mail;

/// <summary>An address that a person typed.</summary>
public static class MailAddressText
{
    public const int Longest = 254;

    /// <summary>The bare address: one, without a name, a comment or a line break.</summary>
    public static Outcome<string> Of(string? typed)
    {
        var text = typed?.Trim() ?? "";
        return
            text.Length <= Longest
            && text.All(c => c is > ' ' and < (char)127 and not (',' or ';' or '<' or '>' or '(' or ')' or '"' or '\\' or ':'))
            && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
            && text.LastIndexOf('@') == at
            && MailAddress.TryCreate(text, out var address)
            && address.Address == text
            ? text
            : Outcome<string>.Refused(new Refusal("mail.address", ("received", text.Length > 100 ? text[..100] : text)));
    }
}
