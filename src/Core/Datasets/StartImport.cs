using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Starts an import in a worker. A dataset of that name gets a new version; identical pictures give the version that exists.</summary>
public sealed record StartImport(string DatasetName, ImportSource Source) : IRequest<Outcome<ImportId>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Project);
}
