using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The evaluation of a run's best epoch, with all rows; null while there is none.</summary>
public sealed record GetEvaluation(RunId Run) : IRequest<StoredEvaluation?>, IGuarded
{
    public Needs Needs => Needs.Find(Run);
}
