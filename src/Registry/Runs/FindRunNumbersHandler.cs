using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class FindRunNumbersHandler(RegistryReader reader, CurrentCaller caller) : IRequestHandler<FindRunNumbers, IReadOnlyDictionary<int, RunId>>
{
    public Task<IReadOnlyDictionary<int, RunId>> Handle(FindRunNumbers request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyDictionary<int, RunId>>(
            async context =>
                await context
                    .Runs.VisibleTo(caller.Value)
                    .Where(r => request.Numbers.Contains(r.Number))
                    .ToDictionaryAsync(r => r.Number, r => r.Id, cancellationToken),
            cancellationToken
        );
}
