using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets.Revisions;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>Stores what is true of one picture of a version, until all is saved as a new version (<see cref="PublishLabels"/>).</summary>
/// <param name="Path">As the manifest has it.</param>
/// <param name="Truth">Null puts the picture back to what the version says.</param>
/// <param name="Seen">The <see cref="LabelEdit.Revision"/> that the writer began from. Refused with <see cref="Changed"/> where another is stored that says
/// something else.</param>
public sealed record SaveLabels(DatasetVersionId Version, string Path, PictureTruth? Truth, int Seen) : IRequest<Outcome<LabelEdit>>, IGuarded
{
    /// <summary>The code of the refusal of a writer who did not see what is stored.</summary>
    public const string Changed = "labels.changed";

    public Needs Needs => Needs.Contribute(Version);
}
