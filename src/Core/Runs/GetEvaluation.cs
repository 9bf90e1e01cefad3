using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The evaluation of a run's best epoch, with all rows; null while there is none.</summary>
public sealed record GetEvaluation(RunId Run) : IRequest<StoredEvaluation?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}
