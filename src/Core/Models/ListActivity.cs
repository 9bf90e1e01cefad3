using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <summary>All activity, newest first.</summary>
public sealed record ListActivity(int Take = 100) : IRequest<IReadOnlyList<ActivityLine>>, IGuarded
{
    public Needs Needs => Needs.View();
}
