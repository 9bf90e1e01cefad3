using MediatR;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>How a page asks for something. Each request runs in a scope of its own, so that a page that lives for hours holds no database context.</summary>
public interface ISender
{
    Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default);
}

/// <summary>Sends through MediatR.</summary>
public sealed class ScopedSender(IServiceScopeFactory scopes) : ISender
{
    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }
}
