using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Labels that a person takes for one: alike but for case, Unicode form, width, or space around (<see cref="UnicodeForm.Fold"/>).</summary>
public static class AlikeLabels
{
    /// <summary>Groups of two and more, each with its most frequent spelling first (of equals a composed one without space around, then the first in ordinal
    /// order).</summary>
    public static IReadOnlyList<IReadOnlyList<ClassCount>> Find(IEnumerable<ClassCount> labels) =>
        [
            .. labels
                .GroupBy(label => UnicodeForm.Fold(label.Class), StringComparer.Ordinal)
                .Select(group =>
                    group
                        .OrderByDescending(label => label.Count)
                        .ThenBy(label => IsPlain(label.Class) ? 0 : 1)
                        .ThenBy(label => label.Class, StringComparer.Ordinal)
                        .ToList()
                )
                .Where(group => group.Count > 1)
                .OrderBy(group => group[0].Class, StringComparer.Ordinal),
        ];

    /// <summary>Those among the classes or labels of a dataset; numbers have none.</summary>
    public static IReadOnlyList<IReadOnlyList<ClassCount>> Find(DatasetManifest manifest) =>
        manifest.Kind == DatasetKinds.Numbers ? [] : Find(manifest.Counts());

    /// <summary>What each label of a group but its first becomes: the first.</summary>
    public static IReadOnlyDictionary<string, string> Merges(IReadOnlyList<IReadOnlyList<ClassCount>> groups) =>
        groups
            .SelectMany(group => group.Skip(1).Select(label => (label.Class, Into: group[0].Class)))
            .ToDictionary(merge => merge.Class, merge => merge.Into, StringComparer.Ordinal);

    /// <summary>The sentence about groups, naming the first few; null where there is none.</summary>
    public static string? Sentence(IReadOnlyList<IReadOnlyList<ClassCount>> groups, bool isOfLabels = false) => Reason(groups, isOfLabels)?.Sentence;

    /// <summary>The same in any language.</summary>
    public static Refusal? Reason(IReadOnlyList<IReadOnlyList<ClassCount>> groups, bool isOfLabels = false)
    {
        if (groups.Count == 0)
            return null;
        var shown = groups
            .Take(5)
            .Select(group =>
                group
                    .Select(label => new Refusal("finding.alike.label", ("label", Shown(label.Class)), ("count", label.Count)))
                    .Aggregate((one, other) => new("finding.alike.and", ("one", one), ("other", other)))
            )
            .Aggregate((before, next) => new("finding.alike.then", ("before", before), ("next", next)));
        if (groups.Count > 5)
            shown = new("finding.alike.more", ("groups", shown), ("more", groups.Count - 5));
        return new(isOfLabels ? "finding.alike.labels" : "finding.alike.classes", ("groups", shown));
    }

    /// <summary>A label such that what distinguishes it is seen: marks that join, spaces around and invisible characters as <c>\u0301</c>.</summary>
    public static string Shown(string label)
    {
        var (start, end) = (label.Length - label.TrimStart().Length, label.TrimEnd().Length);
        var text = new StringBuilder(label.Length);
        for (var i = 0; i < label.Length; i++)
        {
            var c = label[i];
            var isHidden =
                i < start
                || i >= end
                || UnicodeForm.IsUnseen(c)
                || char.IsControl(c)
                || (char.IsWhiteSpace(c) && c != ' ')
                || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
            if (isHidden)
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                text.Append(c);
        }
        return text.ToString();
    }

    private static bool IsPlain(string label) => UnicodeForm.ToNfc(label) == label && label.Trim() == label && !label.Any(UnicodeForm.IsUnseen);
}
