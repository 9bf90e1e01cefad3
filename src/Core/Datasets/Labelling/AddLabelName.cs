using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>Adds a class or label that pictures of a version may be given. One that exists, without regard to case, is not added again.</summary>
/// <returns>Its number in <see cref="LabelDraft.Names"/>.</returns>
public sealed record AddLabelName(DatasetVersionId Version, string Name) : IRequest<Outcome<int>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
