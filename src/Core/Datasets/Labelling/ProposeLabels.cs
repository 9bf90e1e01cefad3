using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>Asks a run's best model, in a worker, what it would say of a picture of a version. The answer is kept for as long as the program runs.</summary>
/// <param name="Path">As the manifest has it.</param>
/// <param name="Names">As <see cref="LabelDraft.Names"/>; what the model calls otherwise is left out.</param>
public sealed record ProposeLabels(DatasetVersionId Version, RunId Run, string Path, IReadOnlyList<string> Names) : IRequest<Outcome<LabelProposal>>, IGuarded
{
    public Needs Needs => Needs.View(Version, Run);
}
