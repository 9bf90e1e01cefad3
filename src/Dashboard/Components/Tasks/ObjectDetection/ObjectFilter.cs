using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Which pictures of a report are shown, and in which order.</summary>
internal static class ObjectFilter
{
    /// <param name="score">What scores less is not shown.</param>
    /// <param name="class">Only pictures where it is, or is found; null for all. Of an error: only where the error is one of that class.</param>
    /// <param name="error">Only pictures that have one; null for all.</param>
    /// <param name="sort"><c>worst</c> (F1), <c>sure</c> (score of the surest mistake), <c>many</c> (mistakes) or <c>name</c>.</param>
    public static IReadOnlyList<int> Of(ObjectReport report, Predictions predictions, double score, int? @class, ObjectOutcome? error, string sort)
    {
        var rows = Enumerable.Range(0, report.Pictures.Count).Where(row => Has(report.Pictures[row], score, @class, error));
        return
        [
            .. sort switch
            {
                "sure" => rows.OrderByDescending(row => Surest(report.Pictures[row], score)),
                "many" => rows.OrderByDescending(row => Mistakes(report.Pictures[row], score)),
                "name" => rows.OrderBy(row => predictions.Rows[row].Name, StringComparer.Ordinal),
                _ => rows.OrderBy(row => report.Pictures[row].F1(score)).ThenByDescending(row => Mistakes(report.Pictures[row], score)),
            },
        ];
    }

    private static bool Has(PictureOutcomes picture, double score, int? @class, ObjectOutcome? error)
    {
        if (@class is null && error is null)
            return true;
        bool IsAsked(int of) => @class is null || of == @class;
        var found = Enumerable.Range(0, picture.Shown(score)).Any(i => (error is null || picture.Outcomes[i] == error) && IsAsked(picture.Found[i].Class));
        if (found || error is not (null or ObjectOutcome.Missed))
            return found;
        var objects = picture.Objects(score);
        return Enumerable.Range(0, objects.Count).Any(i => (error is null || objects[i] == error) && IsAsked(picture.Picture.Objects[i].Class));
    }

    private static int Mistakes(PictureOutcomes picture, double score) =>
        picture.Outcomes.Take(picture.Shown(score)).Count(IsWrong) + picture.Objects(score).Count(outcome => outcome == ObjectOutcome.Missed);

    private static double Surest(PictureOutcomes picture, double score) =>
        Enumerable
            .Range(0, picture.Shown(score))
            .Where(i => IsWrong(picture.Outcomes[i]))
            .Select(i => picture.Found[i].Score)
            .DefaultIfEmpty(double.NegativeInfinity)
            .First();

    private static bool IsWrong(ObjectOutcome outcome) => outcome is not (ObjectOutcome.Right or ObjectOutcome.Ignored);
}
