using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Folders of uploads that an import which has not ended still reads: <see cref="UploadSource.Folder"/>. Of all projects.</summary>
public sealed record ListUploadsInUse : IRequest<IReadOnlyList<string>>, IGuarded
{
    public Needs Needs => Needs.Administer;
}
