namespace MlOpsDashboard.Core.Refusals;

/// <summary>What a caller can do about a refusal. HTTP makes a status of it, the command line an exit code.</summary>
public enum RefusalKind
{
    /// <summary>What was asked for does not fit: ask for something else.</summary>
    Invalid,

    /// <summary>The thing asked for does not exist.</summary>
    NotFound,

    /// <summary>It does not fit the state of things: somebody else was first, or it has ended.</summary>
    Conflict,

    /// <summary>The caller may not do it.</summary>
    Forbidden,

    /// <summary>More than is allowed: bytes, time, number.</summary>
    TooLarge,

    /// <summary>Too many at once: the same request may succeed later.</summary>
    Busy,

    /// <summary>The machine can't do it: a full disk, a missing file, a damaged database.</summary>
    Unavailable,
}
