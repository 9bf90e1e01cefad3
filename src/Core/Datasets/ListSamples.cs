using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

public sealed record ListSamples : IRequest<IReadOnlyList<SampleInfo>>, IGuarded
{
    public Needs Needs => Needs.View();
}
