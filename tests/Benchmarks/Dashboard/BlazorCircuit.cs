using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <summary>An open page without a browser: a real circuit over a real WebSocket, which takes every render batch, acknowledges it, and answers what the page
/// asks of JavaScript.</summary>
/// <remarks>To the server it is a tab like any other; what is left out is the drawing, which costs the visitor's machine and not this one.</remarks>
internal sealed partial class BlazorCircuit : IAsyncDisposable
{
    private const int Kept = 20;

    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource closing = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly List<byte> received = [];
    private readonly HashSet<string> asked = [];
    private Task reading = Task.CompletedTask;
    private Timer? pings;
    private readonly HttpClient http;
    private readonly List<object?> unacknowledged = [];
    private readonly List<string> answers = [];
    private readonly Queue<ReadOnlyMemory<byte>> last = new();
    private long objects;
    private int calls;
    private string? id;
    private readonly Action<ReadOnlyMemory<byte>>? drawn;
    private long renderer;

    private BlazorCircuit(HttpClient http, Action<ReadOnlyMemory<byte>>? drawn) => (this.http, this.drawn) = (http, drawn);

    /// <summary>Render batches so far.</summary>
    public int Batches { get; private set; }

    /// <summary>Bytes of render batches so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Batches that told of a step of an epoch.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether one of the last batches holds these letters.</summary>
    public bool Drew(string text)
    {
        lock (last)
            return last.Any(b => b.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
    }

    /// <summary>Whether what was drawn is acknowledged, as a browser does. Default true.</summary>
    public bool Acknowledges { get; init; } = true;

    /// <summary>Whether the server is told that the page is closed. Default true; whoever is signed out can't tell it.</summary>
    public bool SaysGoodbye { get; set; } = true;

    /// <summary>What the server answered to <see cref="CallDotNet"/>, each as JSON or as an error's text.</summary>
    public IReadOnlyList<string> Answers
    {
        get
        {
            lock (answers)
                return [.. answers];
        }
    }

    /// <summary>Told of each call that the server did not take, by its number; null (default) for nobody.</summary>
    public Action<int>? Refused { get; set; }

    /// <summary>JavaScript functions that the page called.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <summary>Why the circuit ended; null while it lives.</summary>
    public string? Fault { get; private set; }

    /// <param name="acknowledges">False for a client that never says that it has drawn anything.</param>
    /// <param name="cookies">Those of <paramref name="http"/>; null (default) for none.</param>
    /// <param name="drawn">Told of each render batch, in order, and of the circuit's end by an empty one; null (default) for nobody.</param>
    public static async Task<BlazorCircuit> OpenAsync(
        HttpClient http,
        string path,
        bool acknowledges = true,
        CookieContainer? cookies = null,
        Action<ReadOnlyMemory<byte>>? drawn = null
    )
    {
        var page = new Uri(http.BaseAddress!, path);
        var markers = Marker().Matches(await http.GetStringAsync(page)).Select(m => m.Groups[1].Value).ToList();
        if (markers.Count == 0)
            throw new InvalidOperationException($"{page} holds no interactive component.");
        var circuit = new BlazorCircuit(http, drawn) { Acknowledges = acknowledges };
        circuit.socket.Options.Cookies = cookies;
        await circuit.ConnectAsync(page, markers);
        return circuit;
    }

    /// <summary>Closes the page as a browser does when its tab is closed: the server is told, and keeps nothing for a return.</summary>
    public async ValueTask DisposeAsync()
    {
        if (SaysGoodbye && id is not null)
        {
            using var goodbye = new HttpRequestMessage(HttpMethod.Post, new Uri("/_blazor/disconnect", UriKind.Relative));
            goodbye.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            goodbye.Content = new MultipartFormDataContent { { new StringContent(id), "circuitId" } };
            (await http.SendAsync(goodbye)).EnsureSuccessStatusCode().Dispose();
        }
        await closing.CancelAsync();
        if (pings is not null)
            await pings.DisposeAsync();
        await reading;
        socket.Dispose();
        sending.Dispose();
        closing.Dispose();
    }

    /// <summary>Tells the page that its address changed, as a link of the page does.</summary>
    public void Navigate(Uri address) => Send(BlazorPack.Call(null, "OnLocationChanged", address.ToString(), null, false));

    /// <summary>Calls a .NET method as a script of the page may, of an object or an assembly.</summary>
    /// <returns>The call's number.</returns>
    public int CallDotNet(string? assembly, string method, long target, string arguments)
    {
        var number = Interlocked.Increment(ref calls);
        Send(BlazorPack.Call(null, "BeginInvokeDotNetFromJS", number.ToString(CultureInfo.InvariantCulture), assembly, method, target, arguments));
        return number;
    }

    /// <summary>Tells the page of an event in the browser.</summary>
    /// <param name="handler">Number of its handler, as it was drawn.</param>
    /// <param name="name">As <c>click</c>.</param>
    /// <param name="arguments">Of the event, as JSON.</param>
    /// <returns>The call's number, for <see cref="Refused"/>.</returns>
    public int Dispatch(ulong handler, string name, string arguments) =>
        CallDotNet(
            null,
            "DispatchEventAsync",
            renderer,
            string.Create(CultureInfo.InvariantCulture, $$"""[{"eventHandlerId":{{handler}},"eventName":"{{name}}","eventFieldInfo":null},{{arguments}}]""")
        );

    /// <summary>Acknowledges everything that was not.</summary>
    public void Acknowledge()
    {
        object?[] all;
        lock (unacknowledged)
        {
            all = [.. unacknowledged];
            unacknowledged.Clear();
        }
        foreach (var batch in all)
            Send(BlazorPack.Call(null, "OnRenderCompleted", batch, null));
    }

    private async Task ConnectAsync(Uri page, List<string> markers)
    {
        socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(
            new UriBuilder(page)
            {
                Scheme = "ws",
                Path = "/_blazor",
                Query = "",
            }.Uri,
            closing.Token
        );
        await socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, closing.Token);
        var hello = new byte[256];
        var size = (await socket.ReceiveAsync(hello.AsMemory(), closing.Token)).Count;
        if (Encoding.UTF8.GetString(hello, 0, size) != "{}\u001e")
            throw new InvalidOperationException($"The server refused the circuit: {Encoding.UTF8.GetString(hello, 0, size)}");
        reading = ReadAsync();
        pings = new(_ => Send(BlazorPack.Ping()), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        Send(BlazorPack.Call("0", "StartCircuit", new Uri(page, "/").ToString(), page.ToString(), "[]", ""));
        var operations = markers.Select((marker, i) => $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{marker}}}");
        Send(BlazorPack.Call(null, "UpdateRootComponents", $"{{\"batchId\":1,\"operations\":[{string.Join(',', operations)}]}}", ""));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), closing.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException("The server closed the circuit.");
                received.AddRange(buffer.AsSpan(0, part.Count));
                foreach (var message in BlazorPack.Take(received))
                    Answer(message);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed from here.
        }
        catch (WebSocketException e)
        {
            Fault ??= e.Message;
        }
        drawn?.Invoke(default);
    }

    private void Answer(object?[] message)
    {
        if (message[0] is not 1L)
        {
            // A completion with an error, or the server's last word.
            if (message[0] is 3L && message[3] is 3L)
                id = (string?)message[4];
            if (message[0] is 3L && message[3] is 1L)
                Fault ??= (string?)message[4];
            if (message[0] is 7L)
                Fault ??= $"The server ended the circuit: {message[1]}";
            return;
        }
        var arguments = (object?[])message[4]!;
        switch ((string?)message[3])
        {
            case "JS.RenderBatch":
                Batches++;
                var batch = (ReadOnlyMemory<byte>)arguments[1]!;
                Bytes += batch.Length;
                lock (last)
                {
                    if (last.Count == Kept)
                        last.Dequeue();
                    last.Enqueue(batch);
                }
                if (batch.Span.IndexOf(", step "u8) >= 0)
                    Steps++;
                drawn?.Invoke(batch);
                lock (unacknowledged)
                    unacknowledged.Add(arguments[0]);
                if (Acknowledges)
                    Acknowledge();
                break;
            case "JS.EndInvokeDotNet":
                lock (answers)
                    answers.Add($"{arguments[2]}");
                if (arguments[1] is false)
                    Refused?.Invoke(int.Parse((string)arguments[0]!, CultureInfo.InvariantCulture));
                break;
            case "JS.BeginInvokeJS":
                asked.Add((string)arguments[1]!);
                if (Renderer().Match($"{arguments[1]}{arguments[2]}") is { Success: true } found)
                    renderer = long.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                if (arguments[0] is long handle and not 0)
                    Send(
                        BlazorPack.Call(
                            null,
                            "EndInvokeJSFromDotNet",
                            handle,
                            true,
                            $"[{handle.ToString(CultureInfo.InvariantCulture)},true,{Result((string)arguments[1]!, (long)arguments[3]!)}]"
                        )
                    );
                break;
            case "JS.Error":
                Fault ??= (string?)arguments[0];
                break;
        }
    }

    // What the browser would say: an object where one is kept, no for a question, nothing for the rest.
    private string Result(string function, long kind) =>
        kind switch
        {
            1 => $"{{\"__jsObjectId\":{++objects}}}",
            0 when function is "mlops.prefersDark" or "mlops.focusSearch" or "mlops.hasDraft" => "false",
            _ => "null",
        };

    private async void Send(byte[] message)
    {
        try
        {
            await sending.WaitAsync(closing.Token);
            try
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, true, closing.Token);
            }
            finally
            {
                sending.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            Fault ??= closing.IsCancellationRequested ? null : e.Message;
        }
    }

    [GeneratedRegex(@"attachWebRendererInterop.*?""__dotNetObject"":(\d+)")]
    private static partial Regex Renderer();

    [GeneratedRegex(@"<!--Blazor:(\{""type"":""server"".*?\})-->")]
    private static partial Regex Marker();
}
