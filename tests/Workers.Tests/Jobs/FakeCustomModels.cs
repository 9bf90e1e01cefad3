using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>A registry without custom models.</summary>
internal sealed class FakeCustomModels : ICustomModelStore
{
    public Task<Outcome<CustomModelId>> AddAsync(ProjectId project, CustomModelContents contents, Caller by, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StoredCustomModel?> FindAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult<StoredCustomModel?>(null);
}
