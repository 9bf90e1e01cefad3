using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <param name="Name">Model name as in the URL.</param>
public sealed record GetModel(string Name) : IRequest<ModelDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(Name));
}
