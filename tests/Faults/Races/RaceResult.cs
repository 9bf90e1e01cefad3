using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Faults.Races;

/// <summary>What is stored after a race.</summary>
/// <param name="Lines">Of the activity log, since the race began.</param>
/// <param name="Moves">Of aliases, since the race began.</param>
/// <param name="Carrier">The version that carries the alias.</param>
/// <param name="Break">Where the activity log's chain is broken; null where it is whole.</param>
internal sealed record RaceResult(
    ReviewDetails Review,
    IReadOnlyList<(string Action, string User)> Lines,
    IReadOnlyList<AliasMove> Moves,
    int? Carrier,
    Refusal? Break
)
{
    /// <summary>What was done and by whom, in order.</summary>
    public string History => string.Join(", ", Lines.Select(line => $"{line.Action} {line.User}"));

    /// <summary>Everything that is wrong; empty where one order of the two decisions explains all that is stored and said.</summary>
    public IEnumerable<string> Faults(Race race, Decision approver, Decision other)
    {
        var isWhole = approver.HasAnswer && other.HasAnswer;
        if (!race.Histories(approver.Person, other.Person, isWhole).Contains(History))
            yield return $"the log says \"{History}\"";
        foreach (var (decision, faster) in new[] { (approver, other), (other, approver) })
        {
            var isStored = Lines.Any(line => line.User == decision.Person);
            if (decision.IsDone && !isStored)
                yield return $"{decision.Person} was told that it is done, and nothing is stored";
            if (decision.Refusal is { } told && (isStored || !told.Contains(race.Told(decision == approver, faster.Person), StringComparison.Ordinal)))
                yield return $"{decision.Person} was told \"{told}\"";
        }
        var moved = Lines.Where(line => line.Action is "alias-moved" or "alias-rolled-back").ToList();
        if (Moves.Count != moved.Count || Moves.Count > 1)
            yield return $"the alias moved {Moves.Count} times, of which the log knows {moved.Count}";
        if (Carrier != (Moves.Count == 0 ? race.Now : Moves[^1].Version) || Moves.Any(move => move.Before != race.Now || move.Alias != race.Alias))
            yield return $"the alias was on {race.Now} and is on {Carrier}";
        var decided = Review
            .Lines.Where(line => line.Kind is ReviewLineKind.Approved or ReviewLineKind.Rejected)
            .Select(line => $"review-{line.Kind.ToString().ToLowerInvariant()} {line.By}");
        var logged = Lines.Where(line => line.Action.StartsWith("review-", StringComparison.Ordinal)).Select(line => $"{line.Action} {line.User}");
        if (!decided.SequenceEqual(logged))
            yield return $"the review says \"{string.Join(", ", decided)}\"";
        if ((Review.Status == ReviewStatus.Approved) != Moves.Any(move => move.ReviewId == race.Review))
            yield return $"the review is {Review.Status}";
        if (Break is { } link)
            yield return link.Sentence;
    }
}
