namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A picture of a report.</summary>
/// <param name="Picture">What is in it.</param>
/// <param name="Found">What was found, the best score first.</param>
/// <param name="Outcomes">What became of each that was found.</param>
/// <param name="Truths">Of each that was found the place of the object that its outcome is about, -1 for none.</param>
public sealed record PictureOutcomes(
    PictureObjects Picture,
    IReadOnlyList<DetectedObject> Found,
    IReadOnlyList<ObjectOutcome> Outcomes,
    IReadOnlyList<int> Truths
)
{
    /// <summary>How many are shown from a score on; the first so many of <see cref="Found"/>.</summary>
    public int Shown(double score)
    {
        var count = 0;
        while (count < Found.Count && Found[count].Score >= score)
            count++;
        return count;
    }

    /// <summary>What became of each object where what scores less is not shown: <see cref="ObjectOutcome.Right"/>, the error that it was found with,
    /// <see cref="ObjectOutcome.Missed"/>, or <see cref="ObjectOutcome.Ignored"/> for a crowd.</summary>
    public IReadOnlyList<ObjectOutcome> Objects(double score)
    {
        var of = Picture.Objects.Select(one => one.IsCrowd ? ObjectOutcome.Ignored : ObjectOutcome.Missed).ToArray();
        var shown = Shown(score);
        for (var i = 0; i < shown; i++)
        {
            if (Truths[i] is not (>= 0 and var at) || of[at] is ObjectOutcome.Right or ObjectOutcome.Ignored)
                continue;
            of[at] = Outcomes[i] switch
            {
                ObjectOutcome.Right => ObjectOutcome.Right,
                ObjectOutcome.WrongClass or ObjectOutcome.PoorBox when of[at] == ObjectOutcome.Missed => Outcomes[i],
                _ => of[at],
            };
        }
        return of;
    }

    /// <summary>How many are errors where what scores less is not shown.</summary>
    public int Wrong(double score) => Outcomes.Take(Shown(score)).Count(outcome => outcome is not (ObjectOutcome.Right or ObjectOutcome.Ignored));

    /// <summary>2 right / (found + objects) where what scores less is not shown; 1 where nothing is there and nothing is shown.</summary>
    public double F1(double score)
    {
        var shown = Shown(score);
        var (right, wrong, objects) = (0, 0, Picture.Objects.Count(one => !one.IsCrowd));
        for (var i = 0; i < shown; i++)
        {
            right += Outcomes[i] == ObjectOutcome.Right ? 1 : 0;
            wrong += Outcomes[i] is ObjectOutcome.Right or ObjectOutcome.Ignored ? 0 : 1;
        }
        return right + wrong + objects == 0 ? 1 : 2.0 * right / (right + wrong + objects);
    }
}
