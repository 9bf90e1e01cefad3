using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Imports that are at work, and the last few that ended.</summary>
public sealed record ListImports : IRequest<IReadOnlyList<ImportView>>, IGuarded
{
    public Needs Needs => Needs.View();
}
