using System.Globalization;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>What was found and mended in annotation files, collected by several threads and said once for each kind.</summary>
internal sealed class BoxFaults
{
    // So many are named; the others are counted.
    private const int Shown = 10,
        Kept = 1000;

    private readonly Dictionary<string, (int Count, SortedSet<string> Places)> _found = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <param name="kind">The last part of a code <c>boxes.fault.KIND</c>.</param>
    /// <param name="place">Where: an annotation's id, a line of a file, a name.</param>
    public void Add(string kind, string place)
    {
        lock (_lock)
        {
            var (count, places) = _found.GetValueOrDefault(kind, (0, new SortedSet<string>(NaturalOrder)));
            places.Add(place);
            if (places.Count > Kept)
            {
                places.Remove(places.Max!);
            }
            _found[kind] = (count + 1, places);
        }
    }

    /// <summary>One for each kind, by name.</summary>
    public IReadOnlyList<ImportWarning> Said()
    {
        lock (_lock)
        {
            return
            [
                .. _found
                    .OrderBy(fault => fault.Key, StringComparer.Ordinal)
                    .Select(fault =>
                    {
                        var (kind, (count, places)) = (fault.Key, fault.Value);
                        var named = string.Join(", ", places.Take(Shown));
                        var at =
                            places.Count > Shown
                                ? new Refusal("boxes.words.andMore", ("places", named), ("more", Math.Max(count, places.Count) - Shown))
                                : new Refusal("boxes.words.places", ("places", named));
                        return new ImportWarning(WarningCodes.OfAnnotations + kind, new Refusal($"boxes.fault.{kind}", ("count", count), ("at", at)));
                    }),
            ];
        }
    }

    // Annotation 9 before annotation 10.
    private static readonly Comparer<string> NaturalOrder = Comparer<string>.Create(
        (one, other) =>
            one.Length != other.Length
            && long.TryParse(one, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a)
            && long.TryParse(other, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b)
                ? a.CompareTo(b)
                : string.CompareOrdinal(one, other)
    );
}
