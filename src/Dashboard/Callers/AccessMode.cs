namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>How people get in.</summary>
public enum AccessMode
{
    /// <summary>Whoever reaches it is its owner; then it listens on the loopback alone.</summary>
    Local,

    /// <summary>Everybody signs in.</summary>
    Accounts,
}
