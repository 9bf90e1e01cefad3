using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a version's manifest tells of its texts. Null where it is not of texts.</summary>
public sealed record GetTextCounts(DatasetVersionId Version) : IRequest<TextCounts?>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
