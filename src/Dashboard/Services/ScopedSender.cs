using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Sends through MediatR.</summary>
public sealed class ScopedSender(IServiceScopeFactory scopes, CurrentCaller caller) : ISender
{
    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(await caller.NowAsync(cancellationToken));
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }
}
