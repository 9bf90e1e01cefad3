using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Core.Models;

/// <summary>Checks an uploaded model in a worker and stores it as a backbone: a <c>.keras</c> or <c>.h5</c> file; of texts also a zip or tar archive, or the
/// files of one model side by side. The same bytes twice give the model that exists. What is refused leaves nothing behind.</summary>
public sealed record ImportCustomModel(UploadSource Upload) : IRequest<Outcome<CustomModelId>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    /// <summary>The input that it must learn from (<see cref="Inputs.IInputCard.Name"/>); null for any.</summary>
    public string? Input { get; init; }

    public Needs Needs => Needs.Contribute(Project);
}
