using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Host;

/// <summary>Whether SIGTERM or SIGINT came a second time: who asks twice wants the checkpoint and nothing more.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration interrupt;
    private int heard;

    public SecondSignal()
    {
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        terminate.Dispose();
        interrupt.Dispose();
        source.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref heard) == 2)
        {
            source.Cancel();
        }
    }
}
