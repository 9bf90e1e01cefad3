using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

public sealed record GetImport(ImportId Import) : IRequest<ImportView?>, IGuarded
{
    public Needs Needs => Needs.Find(Import);
}
