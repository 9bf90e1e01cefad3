using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

public sealed record GetImport(ImportId Import) : IRequest<ImportView?>, IGuarded
{
    public Needs Needs => Needs.Find(Import);
}
