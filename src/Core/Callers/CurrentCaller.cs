namespace MlOpsDashboard.Core.Callers;

/// <summary>The caller of a scope: set once by whoever made the scope (a circuit, an HTTP request, a job), handed on to a scope that is opened for a
/// request.</summary>
public sealed class CurrentCaller
{
    private Caller? caller;
    private Func<CancellationToken, ValueTask<Caller?>>? find;

    /// <summary>As last known.</summary>
    /// <exception cref="InvalidOperationException">Nobody said who asks: a fault of the program.</exception>
    public Caller Value =>
        caller ?? throw new InvalidOperationException("Expected a scope with a caller: whoever opens a scope says who asks in it. Received one without.");

    public bool IsKnown => caller is not null;

    /// <param name="now">Asked what the caller may do now, in a scope that outlives what was given or taken; its null is an account that was closed or
    /// signed out. Null (default) where that does not change.</param>
    /// <exception cref="InvalidOperationException">The scope belongs to somebody else.</exception>
    public void Set(Caller value, Func<CancellationToken, ValueTask<Caller?>>? now = null)
    {
        if (caller is not null && caller != value)
            throw new InvalidOperationException($"Expected a scope to keep its caller, {caller.User}; received {value.User}.");
        (caller, find) = (value, now);
    }

    /// <summary>The caller with what they may do now: nothing, where they are signed out.</summary>
    public async ValueTask<Caller> NowAsync(CancellationToken cancellationToken)
    {
        var known = Value;
        if (find is null)
            return known;
        return caller = await find(cancellationToken) ?? known with { Scopes = [] };
    }
}
