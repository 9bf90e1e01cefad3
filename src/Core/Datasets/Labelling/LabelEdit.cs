using MlOpsDashboard.Core.Datasets.Revisions;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>What people said of one picture since the version they label.</summary>
/// <param name="Path">As the manifest has it.</param>
/// <param name="Truth">Null where the picture was put back to what the version says.</param>
/// <param name="Revision">From 1, one more with each change of this picture; 0 for one that nobody changed.</param>
/// <param name="By">Who said it last.</param>
public sealed record LabelEdit(string Path, PictureTruth? Truth, int Revision, string By, DateTimeOffset At);
