using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>How a page asks for something. Each request runs in a scope of its own, which gets the caller of the one it is sent from, so that a page that lives for hours holds no database context.</summary>
public interface ISender
{
    Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default);
}

/// <summary>Sends through MediatR.</summary>
public sealed class ScopedSender(IServiceScopeFactory scopes, CurrentCaller caller) : ISender
{
    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(caller.Value);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }
}
