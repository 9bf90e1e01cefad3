namespace MlOpsDashboard.Core.ForYou;

/// <summary>Why something waits for a person.</summary>
public enum ForYouKind
{
    /// <summary>A comment calls them.</summary>
    Mention,

    /// <summary>Somebody answered in a thread of theirs.</summary>
    Reply,

    /// <summary>Somebody commented on a run that they started.</summary>
    OnMyRun,

    /// <summary>A run that they started failed.</summary>
    FailedRun,

    /// <summary>A request to move an alias that they may decide.</summary>
    Review,
}
