using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>The project that what a page begins goes to: the one that was chosen there last, else one that the caller may contribute to.</summary>
public sealed class ChosenProject(CurrentCaller caller)
{
    private ProjectId? chosen;

    public ProjectId Current
    {
        get => chosen ?? First;
        set => chosen = value;
    }

    private ProjectId First =>
        !caller.IsKnown || caller.Value.May(Permission.Contribute, ProjectId.Default)
            ? ProjectId.Default
            : caller.Value.Scopes.FirstOrDefault(scope => scope.Permission >= Permission.Contribute)?.Project ?? ProjectId.Default;
}
