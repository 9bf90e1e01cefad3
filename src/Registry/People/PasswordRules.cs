using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.People;

/// <summary>Long and not common; no rule of which characters (OWASP ASVS 2.1, NIST SP 800-63B).</summary>
public static class PasswordRules
{
    /// <summary>In characters.</summary>
    public const int Least = 12,
        Most = 128;

    private static readonly string[] Ours = ["mlopsdashboard", "changemechangeme", "letmeinletmein", "correcthorsebatterystaple"];

    // The 10,000 of at least 12 characters that leaked most often, and ours.
    private static readonly Lazy<HashSet<string>> Common = new(() => new(Leaked().Concat(Ours), StringComparer.OrdinalIgnoreCase));

    /// <summary>What is wrong with it; null where it is taken.</summary>
    public static Refusal? Fault(string password) =>
        password.Length < Least ? new("people.password.short", ("least", Least), ("received", password.Length))
        : password.Length > Most ? new("people.password.long", ("most", Most), ("received", password.Length))
        : Common.Value.Contains(password) || password.Distinct().Count() < 4 ? new("people.password.common")
        : null;

    private static IEnumerable<string> Leaked()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("CommonPasswords.txt")!);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
