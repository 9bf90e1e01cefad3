using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>Who is called by <c>@name</c> in a comment.</summary>
internal static partial class Mentions
{
    /// <summary>No comment calls more.</summary>
    public const int Most = 50;

    /// <summary>Names as they are written, without the mark. A name may end with a sentence's mark: it is given with and without.</summary>
    public static IReadOnlyList<string> NamesIn(string text) =>
        [
            .. Mention()
                .Matches(text)
                .Select(m => m.Groups[1].Value)
                .SelectMany(name => (string[])[name, name.TrimEnd('.', '-', '_', '@')])
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(2 * Most),
        ];

    /// <summary>Those of the names who are people that see the project.</summary>
    public static async Task<IReadOnlyList<Guid>> FindAsync(RegistryContext context, string text, ProjectId project, CancellationToken cancellationToken)
    {
        var names = NamesIn(text).Select(name => name.ToUpperInvariant()).Distinct().ToList();
        if (names.Count == 0)
            return [];
        return await PeopleOf(context, project).Where(p => names.Contains(p.NormalizedUserName!)).Select(p => p.Id).Take(Most).ToListAsync(cancellationToken);
    }

    /// <summary>Whoever sees a project.</summary>
    public static IQueryable<People.Person> PeopleOf(RegistryContext context, ProjectId project) =>
        context.Users.Where(p => !p.IsClosed && (p.IsAdministrator || context.ProjectRoles.Any(role => role.PersonId == p.Id && role.ProjectId == project)));

    [GeneratedRegex(@"(?<![\p{L}\p{N}._@-])@([\p{L}\p{N}._@-]{1,64})")]
    private static partial Regex Mention();
}
