using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

public sealed record GetModelVersion(string ModelName, int Number) : IRequest<ModelVersionDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(ObjectReference.ModelNamed(ModelName));
}
