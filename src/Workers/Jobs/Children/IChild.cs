using System.Threading.Channels;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>A child at work: started by this process, or taken over from one that died.</summary>
public interface IChild : IAsyncDisposable
{
    int ProcessId { get; }

    /// <summary>Lines of standard output; completed when it ends.</summary>
    ChannelReader<string> Output { get; }

    /// <summary>Lines of standard error; completed when it ends.</summary>
    ChannelReader<string> Errors { get; }

    /// <summary>Done when the child has ended and its output was read.</summary>
    Task<ChildExit> Exit { get; }

    /// <summary>Asks it to write a checkpoint and end (SIGTERM).</summary>
    void AskToEnd();

    /// <summary>Ends it and its own children at once (SIGKILL).</summary>
    void Kill();
}
