using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Core.Models;

/// <summary>Checks an uploaded model file in a worker and stores it as a backbone. The same bytes twice give the model that exists. What is refused leaves
/// nothing behind.</summary>
public sealed record ImportCustomModel(UploadSource Upload) : IRequest<Outcome<CustomModelId>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Project);
}
