using MediatR;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>How a page asks for something. Each request runs in a scope of its own, which gets the caller of the one it is sent from, so that a page that
/// lives for hours holds no database context.</summary>
public interface ISender
{
    Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default);
}
