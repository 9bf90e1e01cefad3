using MlOpsDashboard.Core;

namespace MlOpsDashboard.Faults.Races;

/// <param name="Name">The model's.</param>
/// <param name="Now">The version that carries the alias before the race.</param>
/// <param name="Candidate">The version that the review is about.</param>
/// <param name="LastLine">Of the activity log, before the race.</param>
/// <param name="LastMove">Of any alias, before the race.</param>
internal sealed record Race(
    int Number,
    RaceKind Kind,
    string Name,
    ModelId Model,
    string Alias,
    int? Now,
    int Candidate,
    ReviewId Review,
    long LastLine,
    long LastMove
)
{
    /// <summary>The highest version that neither carries the alias nor asks for it.</summary>
    public int Third => new[] { 3, 2, 1 }.First(version => version != Now && version != Candidate);

    /// <summary>What may stand in the activity log afterwards, each a history that one order of the two decisions gives.</summary>
    /// <param name="approver">Who approves.</param>
    /// <param name="other">Who does what the race's kind says.</param>
    /// <param name="isWhole">Whether both were answered; else the dashboard was killed, and either decision may never have come.</param>
    public IEnumerable<string> Histories(string approver, string other, bool isWhole)
    {
        var approved = Approved(approver);
        string[] whole = Kind switch
        {
            RaceKind.Approve => [approved, Approved(other)],
            RaceKind.SecondApproval => [$"review-approved {approver}, {Approved(other)}", $"review-approved {other}, {approved}"],
            RaceKind.Reject => [approved, $"review-rejected {other}"],
            RaceKind.RollBack => [approved, $"alias-rolled-back {other}"],
            RaceKind.SetRules => [$"{approved}, alias-rules-set {other}", $"alias-rules-set {other}"],
            _ => [approved, $"alias-moved {other}"],
        };
        string[] cut = Kind switch
        {
            RaceKind.SecondApproval => ["", $"review-approved {approver}", $"review-approved {other}"],
            RaceKind.SetRules => ["", approved],
            _ => [""],
        };
        return isWhole ? whole : whole.Concat(cut);
    }

    /// <summary>What tells the second that the first was faster.</summary>
    /// <param name="faster">The other person's name.</param>
    public string Told(bool isApprover, string faster) =>
        Kind switch
        {
            RaceKind.Approve or RaceKind.Reject => $"already, by {faster}",
            RaceKind.SetRules => $"changed meanwhile by {faster}",
            _ when isApprover => $"moved by {faster}",
            _ => $"was changed by {faster} in the meantime",
        };

    private static string Approved(string person) => $"review-approved {person}, alias-moved {person}";
}
