using System.Net;
using System.Net.Sockets;

namespace MlOpsDashboard.Workers.Tests.Backbones;

/// <summary>A server of files on loopback that can cut a transfer short, and remembers what was asked.</summary>
internal sealed class WeightServer : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task loop;

    public WeightServer()
    {
        // A port the system gives; between its release and the listener's start nobody else here takes it.
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        listener.Prefixes.Add(Address);
        listener.Start();
        loop = ServeAsync();
    }

    public string Address { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Bytes after which the next transfer is cut.</summary>
    public int? CutAfter { get; set; }

    public List<(string Path, string? Range)> Asked { get; } = [];

    /// <summary>What an answer says beside its file.</summary>
    public Dictionary<string, (string Name, string Value)[]> Headers { get; } = [];

    /// <summary>Where a path leads.</summary>
    public Dictionary<string, string> Redirects { get; } = [];

    /// <summary>Paths of which only the head was asked.</summary>
    public List<string> Heads { get; } = [];

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await loop;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var range = context.Request.Headers["Range"];
        var isHead = context.Request.HttpMethod == "HEAD";
        if (isHead)
        {
            Heads.Add(path);
        }
        else
        {
            Asked.Add((path, range));
        }
        foreach (var (name, value) in Headers.GetValueOrDefault(path, []))
        {
            context.Response.Headers[name] = value;
        }
        if (Redirects.TryGetValue(path, out var target))
        {
            context.Response.StatusCode = 302;
            context.Response.Headers["Location"] = target;
            context.Response.Close();
            return;
        }
        if (!Files.TryGetValue(path, out var content))
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
            return;
        }

        var from = range is null ? 0 : int.Parse(range["bytes=".Length..].TrimEnd('-'));
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength64 = content.Length - from;
        if (isHead)
        {
            context.Response.Close();
            return;
        }
        var cut = CutAfter;
        CutAfter = null;
        await context.Response.OutputStream.WriteAsync(content.AsMemory(from, cut ?? content.Length - from));
        if (cut is null)
        {
            context.Response.Close();
        }
        else
        {
            await context.Response.OutputStream.FlushAsync();
            context.Response.Abort();
        }
    }
}
