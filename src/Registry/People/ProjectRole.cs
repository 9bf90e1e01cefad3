using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Registry.People;

/// <summary>What a person may do in a project.</summary>
public sealed class ProjectRole
{
    public Guid PersonId { get; set; }
    public ProjectId ProjectId { get; set; }
    public Permission Role { get; set; }
}
