using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Imports that are at work, and the last few that ended.</summary>
public sealed record ListImports : IRequest<IReadOnlyList<ImportView>>, IGuarded
{
    public Needs Needs => Needs.View();
}
