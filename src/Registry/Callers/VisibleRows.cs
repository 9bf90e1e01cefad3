using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Callers;

/// <summary>Rows of the projects that a caller sees.</summary>
internal static class VisibleRows
{
    /// <param name="rows">With a <c>ProjectId</c>. Whoever sees every project gets them as they are: then no index is asked for more.</param>
    public static IQueryable<T> VisibleTo<T>(this IQueryable<T> rows, Caller caller)
        where T : class => caller.Visible is { } projects ? rows.Where(r => projects.Contains(EF.Property<ProjectId>(r, nameof(Run.ProjectId)))) : rows;
}
