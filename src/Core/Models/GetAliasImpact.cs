using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <summary>What a move would change: metric deltas to the incumbent.</summary>
public sealed record GetAliasImpact(ModelId Model, string Alias, int Version) : IRequest<AliasImpact?>, IGuarded
{
    public Needs Needs => Needs.Find(Model);
}
