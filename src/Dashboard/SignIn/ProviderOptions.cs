using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>An identity provider by which people may sign in too (OpenID Connect): settings <c>Access:OpenIdConnect:*</c>.</summary>
public sealed class ProviderOptions
{
    public const string Section = "Access:OpenIdConnect";

    /// <summary>Its address; null (default): there is none.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>A file that holds the secret instead.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>What its button is called.</summary>
    public string Name { get; set; } = "OpenID Connect";

    /// <summary>With <see cref="JoinProject"/>: whoever the provider knows opens an account with this role. Null (default): an invitation is needed.</summary>
    public Permission? JoinRole { get; set; }

    /// <summary>By its name.</summary>
    public string? JoinProject { get; set; }

    internal string? Secret => ClientSecretFile is { } file ? File.ReadAllText(file).Trim() : ClientSecret;

    internal bool IsPlain => Authority?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true;

    internal static IEnumerable<Refusal> Faults(ProviderOptions options)
    {
        if (options.Authority is not { } authority)
            yield break;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address) || !(address.Scheme == "https" || address is { Scheme: "http", IsLoopback: true }))
            yield return Fault(nameof(Authority), "words.provider.authority", authority);
        if (string.IsNullOrWhiteSpace(options.ClientId))
            yield return Fault(nameof(ClientId), "words.provider.client", "-");
        if (options.ClientSecretFile is { } file && (options.ClientSecret is not null || !File.Exists(file)))
            yield return Fault(nameof(ClientSecretFile), "words.provider.secret", file);
        if (options.JoinRole is null != options.JoinProject is null || options.JoinRole == Permission.Administer)
            yield return Fault(nameof(JoinRole), "words.provider.join", $"{options.JoinRole} {options.JoinProject}".Trim());
    }

    private static Refusal Fault(string setting, string expected, string received) =>
        new("settings.value", ("setting", $"{Section}:{setting}"), ("expected", new Refusal(expected)), ("received", received));
}
