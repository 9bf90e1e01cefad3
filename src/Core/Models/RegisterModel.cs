using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <summary>Registers a finished run's best checkpoint as a new version of a model (created where it is new). Refused where preprocessing parity fails.</summary>
public sealed record RegisterModel(RunId Run, string ModelName, string Description) : IRequest<Outcome<RegisteredVersion>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
