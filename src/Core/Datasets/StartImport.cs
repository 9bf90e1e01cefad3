using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Starts an import in a worker. A dataset of that name gets a new version; identical pictures give the version that exists.</summary>
/// <remarks>What is added to a version (<see cref="ImportSource.AddTo"/>) goes to its dataset, whatever name and project are given.</remarks>
public sealed record StartImport(string DatasetName, ImportSource Source) : IRequest<Outcome<ImportId>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Source.AddTo is { } version ? (ObjectReference)version : Project);
}
