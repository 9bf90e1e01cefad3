using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A dataset version as a zip archive of its pictures and annotation files, made by a worker. Refused where its kind is not written in that
/// format.</summary>
/// <param name="Format">As <c>mlops export</c> names it: <c>coco</c>.</param>
/// <returns>The archive's path; whoever asked deletes it.</returns>
public sealed record ExportDataset(DatasetVersionId Version, string Format) : IRequest<Outcome<string>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
