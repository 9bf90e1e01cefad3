namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>Lets work in while what it takes together stays within a limit; one that takes more than all of it works alone. Who is in asks for nothing
/// more.</summary>
internal sealed class ByteGate(long limit)
{
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim left = new();
    private long used;

    /// <summary>Waits for room; dispose what is given to leave.</summary>
    public Pass Enter(long bytes)
    {
        while (true)
        {
            lock (gate)
            {
                if (used == 0 || used + bytes <= limit)
                {
                    used += bytes;
                    return new Pass(this, bytes);
                }
                left.Reset();
            }
            left.Wait();
        }
    }

    private void Release(long bytes)
    {
        lock (gate)
        {
            used -= bytes;
            left.Set();
        }
    }

    internal readonly struct Pass(ByteGate? gate, long bytes) : IDisposable
    {
        /// <summary>Of nobody who entered.</summary>
        public bool IsNone => gate is null;

        public void Dispose() => gate?.Release(bytes);
    }
}
