using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

public sealed record CancelImport(ImportId Import) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Import);
}
