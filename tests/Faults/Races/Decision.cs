namespace MlOpsDashboard.Faults.Races;

/// <summary>What a person was told of a decision; neither done nor refused where the dashboard was killed before it answered.</summary>
internal sealed record Decision(string Person, bool IsDone, string? Refusal)
{
    public bool HasAnswer => IsDone || Refusal is not null;
}
