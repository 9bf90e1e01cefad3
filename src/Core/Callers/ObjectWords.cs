using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Callers;

/// <summary>What people call the kinds of objects, the permissions and the states of runs, within sentences.</summary>
public static class ObjectWords
{
    /// <summary>The refusal of something that is not in the registry, or not for the caller to see.</summary>
    public static Refusal Missing(ObjectReference thing) =>
        new(RefusalKind.NotFound, "caller.object.missing", ("kind", Of(thing.Kind)), ("received", thing.ToString()));

    public static Refusal Of(ObjectKind kind) => new($"words.object.{kind}");

    public static Refusal Of(Permission permission) => new($"words.permission.{permission}");

    public static Refusal Of(RunStatus status) => new($"words.status.{status}");
}
