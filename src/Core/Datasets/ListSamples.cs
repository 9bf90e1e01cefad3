using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

public sealed record ListSamples : IRequest<IReadOnlyList<SampleInfo>>, IGuarded
{
    public Needs Needs => Needs.View();
}
