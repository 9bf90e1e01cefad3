using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Reads all texts of a version once. Null where it is not of texts.</summary>
public sealed record GetTextCounts(DatasetVersionId Version) : IRequest<TextCounts?>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
