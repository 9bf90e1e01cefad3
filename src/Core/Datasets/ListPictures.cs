using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Pictures of a version in path order.</summary>
/// <param name="Class">Only those of this class, or with this label; null for all.</param>
/// <param name="Flag">Only those with this flag (<c>near-constant</c>, <c>duplicate</c>, <c>unlabelled</c>), or null.</param>
/// <param name="Part">Only those of this <see cref="DatasetPart"/>, or null.</param>
/// <param name="SortBy">One of the numbers, by which they are then ordered, the smallest first; null, or a name that there is not, for path order.</param>
/// <param name="Descending">The largest first.</param>
public sealed record ListPictures(
    DatasetVersionId Version,
    string? Class,
    string? Flag,
    int Skip,
    int Take,
    string? Part = null,
    string? SortBy = null,
    bool Descending = false
) : IRequest<PicturePage>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
