namespace MlOpsDashboard.Core.Callers;

/// <summary>The caller of a scope: set once by whoever made the scope (a circuit, an HTTP request, a job), handed on to a scope that is opened for a
/// request.</summary>
public sealed class CurrentCaller
{
    private Caller? caller;

    /// <exception cref="InvalidOperationException">Nobody said who asks: a fault of the program.</exception>
    public Caller Value =>
        caller ?? throw new InvalidOperationException("Expected a scope with a caller: whoever opens a scope says who asks in it. Received one without.");

    public bool IsKnown => caller is not null;

    /// <exception cref="InvalidOperationException">The scope belongs to somebody else.</exception>
    public void Set(Caller value)
    {
        if (caller is not null && caller != value)
            throw new InvalidOperationException($"Expected a scope to keep its caller, {caller.User}; received {value.User}.");
        caller = value;
    }
}
