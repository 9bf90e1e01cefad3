using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>A picture on the page where its target is edited.</summary>
/// <param name="Picture">With the target that is true now.</param>
/// <param name="Revision">The <see cref="LabelEdit.Revision"/> that the target is of.</param>
/// <param name="Names">That the target numbers.</param>
/// <param name="Proposal">Null for none.</param>
public sealed record LabelledPicture(
    DatasetVersionId Version,
    DatasetEntry Picture,
    int Revision,
    IReadOnlyList<string> Names,
    int Chosen,
    LabelProposal? Proposal
);
