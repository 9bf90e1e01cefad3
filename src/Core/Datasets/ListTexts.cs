using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Texts of a version in its own order, that of the table they came from.</summary>
/// <param name="Class">Only those of this class, or with this label; null for all.</param>
/// <param name="Flag">Only those with this flag (<c>duplicate</c>, <c>unlabelled</c>, a <see cref="TextFlags"/>), or null.</param>
/// <param name="Part">Only those of this <see cref="DatasetPart"/>, or null.</param>
/// <param name="Search">Only those that hold this, without regard to case; null for all.</param>
public sealed record ListTexts(DatasetVersionId Version, string? Class, string? Flag, int Skip, int Take, string? Part = null, string? Search = null)
    : IRequest<TextPage>,
        IGuarded
{
    public Needs Needs => Needs.View(Version);
}
