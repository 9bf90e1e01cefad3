namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>How work ends that does not complete.</summary>
public enum WorkEnding
{
    /// <summary>The child refused what it was given.</summary>
    Refused,

    /// <summary>The loss was not finite.</summary>
    Diverged,

    /// <summary>A person stopped it.</summary>
    Cancelled,

    Failed,
}
