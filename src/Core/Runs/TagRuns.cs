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

/// <summary>Adds and removes tags on several runs.</summary>
public sealed record TagRuns(IReadOnlyList<RunId> Runs, IReadOnlyList<string> Add, IReadOnlyList<string> Remove) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute([.. Runs]);
}
