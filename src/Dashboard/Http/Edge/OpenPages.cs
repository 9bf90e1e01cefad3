using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>Counts the WebSockets of open pages, and takes no more than <see cref="EdgeOptions.MaxPages"/>.</summary>
public sealed class OpenPages : IDisposable
{
    private readonly PartitionedRateLimiter<bool> limiter;

    public OpenPages(IOptions<EdgeOptions> options)
    {
        Most = options.Value.MaxPages;
        limiter = PartitionedRateLimiter.Create<bool, bool>(isPage =>
            isPage ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new() { PermitLimit = Most, QueueLimit = 0 }) : RateLimitPartition.GetNoLimiter(false)
        );
        Requests = limiter.WithTranslatedKey<HttpContext>(IsPage, leaveOpen: true);
    }

    public int Most { get; }

    public int Count => Most - (int)limiter.GetStatistics(true)!.CurrentAvailablePermits;

    public bool IsFull => Count >= Most;

    /// <summary>Gives a page's WebSocket a lease as long as it lasts, and lets all other requests pass.</summary>
    public PartitionedRateLimiter<HttpContext> Requests { get; }

    /// <summary>Whether a request opens the connection that a page lives by.</summary>
    public static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<HubMetadata>() is not null && metadata.GetMetadata<NegotiateMetadata>() is null;

    public void Dispose()
    {
        Requests.Dispose();
        limiter.Dispose();
    }
}
