using System.Net;
using System.Text.Json;
using MlOpsDashboard.Benchmarks.Dashboard;

namespace MlOpsDashboard.Faults.Races;

/// <summary>A page of the dashboard that somebody has open: a real circuit, without the browser's drawing.</summary>
internal sealed class CircuitPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RenderTree tree = new();
    private readonly Lock gate = new();
    private readonly SemaphoreSlim drawn = new(0);
    private readonly Uri address;
    private BlazorCircuit circuit = null!;
    private readonly Dictionary<int, (string TestId, string Name, string Arguments)> told = [];
    private volatile bool hasEnded;

    private CircuitPage(Uri address) => this.address = address;

    /// <summary>Whether the server is gone, or ended the circuit.</summary>
    public bool HasEnded => hasEnded;

    public string? Fault => circuit.Fault;

    /// <summary>Events that the server did not take, and that were told again.</summary>
    public int Again { get; private set; }

    public static async Task<CircuitPage> OpenAsync(HttpClient http, CookieContainer cookies, string path)
    {
        var page = new CircuitPage(http.BaseAddress!);
        page.circuit = await BlazorCircuit.OpenAsync(http, path, cookies: cookies, drawn: page.Draw);
        page.circuit.Refused = page.TellAgain;
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        circuit.SaysGoodbye = !hasEnded;
        await circuit.DisposeAsync();
        drawn.Dispose();
    }

    /// <summary>Follows a link of the page.</summary>
    public void Go(string path) => circuit.Navigate(new Uri(address, path));

    /// <summary>What the page shows now.</summary>
    public T Read<T>(Func<RenderTree, T> read)
    {
        lock (gate)
            return read(tree);
    }

    /// <summary>Whether something with that <c>data-testid</c> is there and can be used.</summary>
    public bool Offers(string testId) => Read(shown => shown.Find(testId) is { IsDisabled: false });

    /// <summary>What stands in it; null where it is not there.</summary>
    public string? TextOf(string testId) => Read(shown => shown.Find(testId)?.AllText());

    /// <summary>Waits for the page to show it, or for its end.</summary>
    /// <returns>False where the circuit ended before.</returns>
    /// <exception cref="TimeoutException">It was never shown.</exception>
    public async Task<bool> ShowsAsync(Func<CircuitPage, bool> holds, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!holds(this))
        {
            if (hasEnded)
                return false;
            try
            {
                await drawn.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Expected {what}; the last answers are {string.Join(" | ", circuit.Answers.TakeLast(3))}; the page shows: {Read(shown => string.Join(' ', shown.All().Select(node => node.Text)))}"
                );
            }
        }
        return true;
    }

    /// <summary>Presses it, if it is there.</summary>
    public bool TryClick(string testId) => Tell(testId, "click", "{\"detail\":1,\"type\":\"click\"}");

    public void Click(string testId) => Assert.True(TryClick(testId), testId);

    public void Type(string testId, string text) => Assert.True(Tell(testId, "input", $$"""{"value":{{JsonSerializer.Serialize(text)}}}"""), testId);

    public void Choose(string testId, string value) => Assert.True(Tell(testId, "change", $$"""{"value":{{JsonSerializer.Serialize(value)}}}"""), testId);

    // No batch is drawn and acknowledged between the look at the handler and the event: the server forgets handlers that the browser has replaced.
    private bool Tell(string testId, string name, string arguments)
    {
        lock (gate)
        {
            if (tree.Find(testId)?.Handlers.TryGetValue("on" + name, out var handler) is not true)
                return false;
            told[circuit.Dispatch(handler, name, arguments)] = (testId, name, arguments);
            return true;
        }
    }

    // The server had replaced the handler already: a person who sees that nothing happens does it once more.
    private void TellAgain(int call)
    {
        (string TestId, string Name, string Arguments) refused;
        lock (gate)
            if (!told.Remove(call, out refused))
                return;
        Again++;
        Tell(refused.TestId, refused.Name, refused.Arguments);
    }

    private void Draw(ReadOnlyMemory<byte> batch)
    {
        if (batch.IsEmpty)
            hasEnded = true;
        else
            lock (gate)
                tree.Apply(batch);
        drawn.Release();
    }
}
