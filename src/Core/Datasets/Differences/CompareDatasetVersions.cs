using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>What changed from one version of a dataset to another, with a page of the pictures that did.</summary>
/// <param name="From">The number of a version.</param>
/// <param name="To">The number of another.</param>
/// <param name="Change">Only pictures with this one of <see cref="ChangeKinds"/>; null for all.</param>
public sealed record CompareDatasetVersions(DatasetId Dataset, int From, int To, string? Change = null, int Skip = 0, int Take = 48)
    : IRequest<Outcome<VersionDifference>>,
        IGuarded
{
    public Needs Needs => Needs.View(Dataset);
}
