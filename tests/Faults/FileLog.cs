using Microsoft.Extensions.Logging;

namespace MlOpsDashboard.Faults;

/// <summary>Warnings and errors in a file beside the data folder: of use where a test fails.</summary>
internal sealed class FileLog(string path) : ILoggerProvider, ILogger
{
    private readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        try
        {
            lock (gate)
                File.AppendAllText(path, $"{logLevel}: {formatter(state, exception)} {exception}\n");
        }
        catch (IOException)
        {
            // A log never ends what it logs.
        }
    }
}
