namespace MlOpsDashboard.Faults.Races;

/// <summary>What the second of two people does at the moment in which the first approves.</summary>
internal enum RaceKind
{
    /// <summary>Approves the same report.</summary>
    Approve,

    /// <summary>Approves it where two approvals are wanted: both count, and the alias moves once.</summary>
    SecondApproval,

    Reject,

    /// <summary>Gives the alias back to the version before.</summary>
    RollBack,

    /// <summary>Sets other rules: an approval by the earlier ones may come before, never after.</summary>
    SetRules,

    /// <summary>Moves the alias to a third version by hand, where its rules allow it.</summary>
    MoveByHand,
}
