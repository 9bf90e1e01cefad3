using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Server folders that an administrator allowed, with their sub-folders one level deep.</summary>
public sealed record ListImportFolders : IRequest<IReadOnlyList<string>>, IGuarded
{
    public Needs Needs => Needs.Contribute();
}
