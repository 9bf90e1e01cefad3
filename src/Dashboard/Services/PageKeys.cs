namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Shortcut keys that the open page answers, such as <c>c</c> for comparing the selection.</summary>
public sealed class PageKeys
{
    private readonly Dictionary<string, Func<Task>> handlers = [];

    /// <summary>Answers a key until the result is disposed.</summary>
    public IDisposable On(string key, Func<Task> handler)
    {
        handlers[key] = handler;
        return new Registration(() =>
        {
            if (handlers.TryGetValue(key, out var current) && current == handler)
                handlers.Remove(key);
        });
    }

    public Task PressAsync(string key) => handlers.TryGetValue(key, out var handler) ? handler() : Task.CompletedTask;

    private sealed class Registration(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
