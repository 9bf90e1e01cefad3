using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Callers;

/// <summary>What people call the kinds of objects, the permissions and the states of runs, within sentences.</summary>
public static class ObjectWords
{
    public static Refusal Of(ObjectKind kind) => new($"words.object.{kind}");

    public static Refusal Of(Permission permission) => new($"words.permission.{permission}");

    public static Refusal Of(RunStatus status) => new($"words.status.{status}");
}
