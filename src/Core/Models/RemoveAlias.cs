using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

public sealed record RemoveAlias(ModelId Model, string Alias, string Reason, long Revision) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Review(Model);
}
