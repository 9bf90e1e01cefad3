namespace MlOpsDashboard.Core.Callers;

/// <summary>Who asks for something, and what they may ask for. It lives in the scope that a request is sent in: see <see cref="CurrentCaller"/>.</summary>
/// <param name="User">As rows and the activity log call them.</param>
/// <param name="OnBehalfOf">The person a program acts for; null where a person or the program itself acts.</param>
/// <param name="Scopes">Empty: nothing at all.</param>
public sealed record Caller(string User, string? OnBehalfOf, IReadOnlyList<CallerScope> Scopes)
{
    /// <summary>The account; null without sign-in, and of a part of the program.</summary>
    public PersonId? Person { get; init; }

    /// <summary>Whoever sits at the page of a dashboard without sign-in: everything in every project.</summary>
    public static Caller LocalOwner { get; } = new("local user", null, [new(Permission.Administer)]);

    /// <summary>A part of the program that asks for itself, such as a health check.</summary>
    public static Caller OfProgram(string name, Permission permission) => new(name, null, [new(permission)]);

    /// <summary>Whether the permission holds in a project.</summary>
    public bool May(Permission permission, ProjectId project) => Scopes.Any(s => s.Permission >= permission && (s.Project is null || s.Project == project));

    /// <summary>Whether the permission holds in every project there is or will be.</summary>
    public bool MayEverywhere(Permission permission) => Scopes.Any(s => s.Permission >= permission && s.Project is null);

    /// <summary>Whether the permission holds in some project.</summary>
    public bool MaySomewhere(Permission permission) => Scopes.Any(s => s.Permission >= permission);

    /// <summary>The projects whose rows a list may show; null for all of them.</summary>
    public IReadOnlyList<ProjectId>? Visible => MayEverywhere(Permission.View) ? null : [.. Scopes.Select(s => s.Project!.Value).Distinct()];

    /// <summary>The same caller, who may do no more than the limit says, where it says so.</summary>
    public Caller Within(CallerScope limit) =>
        this with
        {
            Scopes =
            [
                .. Scopes
                    .Where(s => s.Project is null || limit.Project is null || s.Project == limit.Project)
                    .Select(s => new CallerScope(s.Permission < limit.Permission ? s.Permission : limit.Permission, s.Project ?? limit.Project)),
            ],
        };

    /// <summary>Equal for callers who see the same: what is read once and shared is shared among them alone.</summary>
    public string Audience => Visible is { } projects ? string.Join(' ', projects.Select(p => p.ToString()).Order(StringComparer.Ordinal)) : "*";

    // Of the scopes, the contents count.
    public bool Equals(Caller? other) =>
        other is not null && User == other.User && OnBehalfOf == other.OnBehalfOf && Person == other.Person && Scopes.SequenceEqual(other.Scopes);

    public override int GetHashCode() => HashCode.Combine(User, OnBehalfOf, Scopes.Count);
}
