using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlOpsDashboard.Workers.Tests.Backbones;

/// <summary>A server whose connections open and then say nothing more: nothing at all, or headers and a part of what they announce.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> clients = [];
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task loop;

    /// <param name="content">What a whole answer would hold; null answers nothing.</param>
    /// <param name="part">Bytes of it that each answer sends before it falls silent.</param>
    public SilentServer(byte[]? content = null, int part = 0)
    {
        listener.Start();
        loop = ServeAsync(content, part);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

    /// <summary>Where each answer began.</summary>
    public List<int> From { get; } = [];

    /// <summary>Waits for the first question.</summary>
    public Task AskedAsync(CancellationToken stop) => asked.Task.WaitAsync(stop);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
        clients.ForEach(client => client.Dispose());
    }

    private async Task ServeAsync(byte[]? content, int part)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                return;
            }
            clients.Add(client);
            var request = await ReadAsync(client.GetStream());
            asked.TrySetResult();
            if (content is null)
            {
                continue;
            }
            var from = request.IndexOf("bytes=", StringComparison.Ordinal) is >= 0 and var at ? int.Parse(request[(at + 6)..].Split('-')[0]) : 0;
            From.Add(from);
            var head = from == 0 ? "200 OK" : $"206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {content.Length - from}\r\n\r\n"));
            await client.GetStream().WriteAsync(content.AsMemory(from, Math.Min(part, content.Length - from)));
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var count)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        return text.ToString();
    }
}
