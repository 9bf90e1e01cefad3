using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>A version with what was said of its pictures since; null where it is missing or its manifest can't be read.</summary>
public sealed record GetLabels(DatasetVersionId Version) : IRequest<LabelDraft?>, IGuarded
{
    public Needs Needs => Needs.Find(Version);
}
