using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Which pictures of a comparison are shown, and in which order.</summary>
internal static class ObjectPairFilter
{
    /// <summary>What can be asked for: F1 or what is found differs; F1 is higher or lower in the other run; an object is found there alone or in the
    /// baseline alone; more or fewer errors; all pictures.</summary>
    public static IReadOnlyList<string> Changes { get; } = ["changed", "better", "worse", "gained", "lost", "moreWrong", "fewerWrong", "all"];

    public static IReadOnlyList<string> Orders { get; } = ["change", "gained", "lost", "name"];

    /// <param name="change">One of <see cref="Changes"/>.</param>
    /// <param name="class">Only pictures where it is, or is found; null for all. Of what is gained or lost: only where it is of that class.</param>
    /// <param name="order">One of <see cref="Orders"/>.</param>
    public static IReadOnlyList<ComparedObjects> Of(ObjectComparison comparison, ObjectReport a, ObjectReport b, string change, int? @class, string order)
    {
        bool IsOf(ComparedObjects picture, int at) => @class is null || a.Pictures[picture.RowA].Picture.Objects[at].Class == @class;
        bool Has(ComparedObjects picture) =>
            @class is not { } c || IsIn(a.Pictures[picture.RowA], a.ShownScore, c) || IsIn(b.Pictures[picture.RowB], b.ShownScore, c);
        var pictures = comparison.Pictures.Where(picture =>
            change switch
            {
                "better" => picture.Gain > 0 && Has(picture),
                "worse" => picture.Gain < 0 && Has(picture),
                "gained" => picture.Gained.Any(at => IsOf(picture, at)),
                "lost" => picture.Lost.Any(at => IsOf(picture, at)),
                "moreWrong" => picture.WrongB > picture.WrongA && Has(picture),
                "fewerWrong" => picture.WrongB < picture.WrongA && Has(picture),
                "all" => Has(picture),
                _ => (picture.Gain != 0 || picture.Gained.Count + picture.Lost.Count > 0) && Has(picture),
            }
        );
        return
        [
            .. order switch
            {
                "gained" => pictures.OrderByDescending(picture => picture.Gained.Count).ThenByDescending(picture => picture.Gain),
                "lost" => pictures.OrderByDescending(picture => picture.Lost.Count).ThenBy(picture => picture.Gain),
                "name" => pictures.OrderBy(picture => picture.Name, StringComparer.Ordinal),
                _ => pictures.OrderByDescending(picture => Math.Abs(picture.Gain)).ThenBy(picture => picture.Name, StringComparer.Ordinal),
            },
        ];
    }

    private static bool IsIn(PictureOutcomes picture, double score, int @class) =>
        picture.Picture.Objects.Any(one => one.Class == @class) || picture.Found.Take(picture.Shown(score)).Any(one => one.Class == @class);
}
