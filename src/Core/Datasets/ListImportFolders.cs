using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Server folders that an administrator allowed, with their sub-folders one level deep.</summary>
public sealed record ListImportFolders : IRequest<IReadOnlyList<string>>, IGuarded
{
    public Needs Needs => Needs.Contribute();
}
