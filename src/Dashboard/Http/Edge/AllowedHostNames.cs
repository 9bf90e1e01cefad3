using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>ASP.NET Core's own setting <c>AllowedHosts</c>: the names by which this dashboard answers. A page of another site can make its own name lead here,
/// but not send one of these.</summary>
internal static class AllowedHostNames
{
    public const string Setting = "AllowedHosts";

    /// <summary>Names of the loopback.</summary>
    public const string Default = "localhost;127.0.0.1;[::1]";

    public static IReadOnlyList<string> From(IConfiguration configuration) =>
        (configuration[Setting] is { Length: > 0 } configured ? configured : Default).Split(
            ';',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );

    public static IEnumerable<Refusal> Faults(IConfiguration configuration)
    {
        var names = From(configuration);
        if (names.Count == 0)
            yield return new("settings.hosts.none", ("setting", Setting), ("received", configuration[Setting]));
        foreach (var name in names)
            if (!IsName(name))
                yield return new("settings.hosts.form", ("setting", Setting), ("received", name));
    }

    private static bool IsName(string name)
    {
        var host = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return name == "*" || Uri.CheckHostName(host) is not UriHostNameType.Unknown && (!host.Contains(':') || host is ['[', .., ']']);
    }
}
