using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

public sealed record GetCustomModel(CustomModelId Model) : IRequest<CustomModelDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Model);
}
