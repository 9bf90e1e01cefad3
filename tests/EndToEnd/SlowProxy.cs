using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace MlOpsDashboard.EndToEnd;

/// <summary>A far-away server: a loopback port whose bytes reach the dashboard, and come back, some time later. It can be cut and mended like a
/// cable.</summary>
public sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly TimeSpan delay;
    private readonly Task accepting;
    private CancellationTokenSource cable = new();
    private Uri target;
    private volatile bool cut;

    /// <param name="delay">Each way.</param>
    public SlowProxy(Uri target, TimeSpan delay)
    {
        this.target = target;
        this.delay = delay;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Ends every connection, and lets none through until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        cut = true;
        cable.Cancel();
    }

    /// <param name="to">Where connections go from then on; null for where they went.</param>
    public void Mend(Uri? to = null)
    {
        target = to ?? target;
        cable = new();
        cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await accepting;
        listener.Stop();
        await cable.CancelAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var from = await listener.AcceptTcpClientAsync(end.Token);
                if (cut)
                    from.Dispose();
                else
                    _ = ServeAsync(from, cable.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy is closed.
        }
    }

    private async Task ServeAsync(TcpClient from, CancellationToken cancellationToken)
    {
        using var to = new TcpClient { NoDelay = true };
        using (from)
        {
            from.NoDelay = true;
            try
            {
                await to.ConnectAsync(target.Host, target.Port, cancellationToken);
                await Task.WhenAny(
                    CarryAsync(from.GetStream(), to.GetStream(), cancellationToken),
                    CarryAsync(to.GetStream(), from.GetStream(), cancellationToken)
                );
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Either side went away.
            }
        }
    }

    // Bytes wait on their way without holding up those behind them.
    private async Task CarryAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        var way = Channel.CreateUnbounded<(long Read, byte[] Bytes)>();
        var writing = WriteAsync();
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var length)
                way.Writer.TryWrite((TimeProvider.System.GetTimestamp(), buffer[..length]));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // What was read still arrives, unless the cable is cut.
        }
        way.Writer.Complete();
        await writing;

        async Task WriteAsync()
        {
            try
            {
                await foreach (var (read, bytes) in way.Reader.ReadAllAsync(cancellationToken))
                {
                    if (delay - TimeProvider.System.GetElapsedTime(read) is var wait && wait > TimeSpan.Zero)
                        await Task.Delay(wait, cancellationToken);
                    await to.WriteAsync(bytes, cancellationToken);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The other side went away.
            }
        }
    }
}
