using MlOpsDashboard.Core.Datasets.Revisions;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>What a model would say of a picture.</summary>
/// <param name="Truth">In names, or numbers of names, of the draft it was made for.</param>
/// <param name="Scores">How sure the model is of each thing that it says, 0 to 1, in the order of the target's things; of classes and labels one in
/// all.</param>
/// <param name="Sureness">How sure the model is of the picture, 0 to 1: pictures with the least are looked at first.</param>
public sealed record LabelProposal(PictureTruth Truth, IReadOnlyList<double> Scores, double Sureness);
