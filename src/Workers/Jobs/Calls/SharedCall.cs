namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>One call for several callers; unwanted when the last of them has left.</summary>
internal sealed class SharedCall
{
    private readonly TaskCompletionSource<CallAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource unwanted = new();
    private readonly Lock gate = new();
    private int callers = 1;

    public Task<CallAnswer> Answer => answer.Task;

    public CancellationToken Unwanted => unwanted.Token;

    /// <returns>False where the last caller has left already.</returns>
    public bool TryJoin()
    {
        lock (gate)
        {
            if (callers == 0)
                return false;
            callers++;
            return true;
        }
    }

    public void Release()
    {
        lock (gate)
            if (--callers > 0)
                return;
        unwanted.Cancel();
    }

    public void Settle(CallAnswer given) => answer.TrySetResult(given);

    public void Fail(Exception fault)
    {
        answer.TrySetException(fault);
        // Every caller may have left: then nobody looks at it.
        _ = answer.Task.Exception;
    }
}
