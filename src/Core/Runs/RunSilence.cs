namespace MlOpsDashboard.Core.Runs;

/// <summary>When a run that is at work says nothing: its own estimate of its rate and time left is then not worth showing.</summary>
public static class RunSilence
{
    /// <summary>A run that was silent for longer says nothing of its end: it hangs, its events can't be stored, or nobody reads them.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Whether what was said then is no estimate of now. A clock that was set since makes it one as little as time that passed.</summary>
    /// <param name="said">When it was said; the default where that is not known, and it holds.</param>
    public static bool Is(DateTimeOffset said, DateTimeOffset now) => said != default && (now - said).Duration() > Limit;
}
