using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.Behaviors;

/// <summary>Asks before every request whether the scope's caller may send it, by the projects of what it touches. What a caller may not see answers as what
/// never was.</summary>
internal sealed class PermissionBehavior<TRequest, TResponse>(CurrentCaller current, IObjectProjects projects) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    /// <exception cref="InvalidOperationException">The scope has no caller, or the request says nothing of permissions: faults of the program.</exception>
    /// <exception cref="RefusedException">NotFound or Forbidden.</exception>
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var caller = current.Value;
        if (request is not IGuarded { Needs: { } needs })
            throw new InvalidOperationException($"Expected {typeof(TRequest).Name} to say which permission it needs ({nameof(IGuarded)}).");
        if (needs.IsOfAll ? !caller.MayEverywhere(needs.Permission) : needs.Objects.Count == 0 && !caller.MaySomewhere(needs.Permission))
            throw Forbidden(caller, needs.Permission);
        // Whoever may do it everywhere needs no project: the handler says what is missing.
        if (caller.MayEverywhere(needs.Permission))
            return await next();

        var touched = needs.Objects.Concat(needs.Seen).ToList();
        var found = touched.Count == 0 ? new Dictionary<ObjectReference, ProjectId>() : await projects.FindAsync(touched, cancellationToken);
        foreach (var thing in touched)
        {
            if (found.TryGetValue(thing, out var project) && caller.May(Permission.View, project))
                continue;
            return needs.IsNullWhereMissing ? default! : throw new RefusedException(ObjectWords.Missing(thing));
        }
        if (needs.Objects.Any(o => !caller.May(needs.Permission, found[o])))
            throw Forbidden(caller, needs.Permission);
        return await next();
    }

    private static RefusedException Forbidden(Caller caller, Permission permission) =>
        new(new Refusal(RefusalKind.Forbidden, "caller.forbidden", ("permission", ObjectWords.Of(permission)), ("user", caller.User)));
}
