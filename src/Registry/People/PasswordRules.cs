using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.People;

/// <summary>Long and not common; no rule of which characters (OWASP ASVS 2.1, NIST SP 800-63B).</summary>
public static class PasswordRules
{
    /// <summary>In characters.</summary>
    public const int Least = 12,
        Most = 128;

    private static readonly HashSet<string> Common = new(
        [
            "password1234",
            "passwordpassword",
            "123456789012",
            "1234567890123",
            "12345678901234",
            "qwertyuiop123",
            "qwertyuiopasdf",
            "administrator",
            "administrator1",
            "letmeinletmein",
            "iloveyouiloveyou",
            "111111111111",
            "000000000000",
            "abcdefghijkl",
            "changemechangeme",
            "mlopsdashboard",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What is wrong with it; null where it is taken.</summary>
    public static Refusal? Fault(string password) =>
        password.Length < Least ? new("people.password.short", ("least", Least), ("received", password.Length))
        : password.Length > Most ? new("people.password.long", ("most", Most), ("received", password.Length))
        : Common.Contains(password) || password.Distinct().Count() < 4 ? new("people.password.common")
        : null;
}
