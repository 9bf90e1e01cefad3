using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Datasets of boxes, whose targets are <see cref="ObjectRow"/>s.</summary>
public sealed class BoxesKind : ITargetKind
{
    /// <summary>Histograms: boxes of each class; of COCO's sizes <c>small</c>, <c>medium</c>, <c>large</c>; of sides (the root of width times height) in
    /// pixels; boxes a picture; and <c>crowd</c> and <c>difficult</c> ones.</summary>
    public const string Classes = "classes",
        Sizes = "sizes",
        Sides = "sides",
        Each = "each",
        Flags = "flags";

    private static readonly int[] SideEnds = [8, 16, 32, 64, 128, 256, 512];
    private static readonly int[] EachEnds = [0, 1, 2, 5, 10, 20, 50, 100];

    public string Kind => ObjectDetectionCard.BoxesKind;

    public IReadOnlyList<double> Nothing(int width, int height) => ObjectRow.Write(new(width, height, []));

    public (Refusal Expected, string Received)? Fault(IReadOnlyList<double> target, int names) => ObjectRow.Fault(target, names);

    public IReadOnlyList<int> NamesIn(IReadOnlyList<double> target) => [.. Read(target).Objects.Select(found => found.Class)];

    public IReadOnlyList<double> Renumbered(IReadOnlyList<double> target, IReadOnlyList<int> into)
    {
        var picture = Read(target);
        return ObjectRow.Write(
            picture with
            {
                Objects = [.. picture.Objects.Where(found => into[found.Class] >= 0).Select(found => found with { Class = into[found.Class] })],
            }
        );
    }

    public IReadOnlyList<double> Turned(IReadOnlyList<double> target, int? before, int? after) => ObjectRow.Write(BoxTurn.Again(Read(target), before, after));

    public IReadOnlyList<TargetChange> Changes(IReadOnlyList<double> before, IReadOnlyList<double> after) => BoxDifference.Between(Read(before), Read(after));

    public IReadOnlyList<TargetHistogram> Histograms(DatasetManifest manifest)
    {
        var classes = new int[manifest.ClassNames.Count];
        var (sizes, sides, each, flags) = (new int[3], new int[SideEnds.Length + 1], new int[EachEnds.Length + 1], new int[2]);
        foreach (var picture in manifest.Entries.Where(entry => entry.Part != DatasetPart.Unlabelled).Select(entry => Read(entry.Target!)))
        {
            each[EachEnds.Count(end => picture.Objects.Count > end)]++;
            foreach (var found in picture.Objects)
            {
                classes[found.Class]++;
                sizes[
                    found.Area < CocoRules.Areas[1].High ? 0
                    : found.Area < CocoRules.Areas[2].High ? 1
                    : 2
                ]++;
                var side = Math.Sqrt(found.Box.Area);
                sides[SideEnds.Count(end => side >= end)]++;
                flags[0] += found.IsCrowd ? 1 : 0;
                flags[1] += found.IsDifficult ? 1 : 0;
            }
        }
        return
        [
            new(Classes, [.. manifest.ClassNames.Select((name, i) => new ClassCount(name, classes[i]))]),
            new(Sizes, Bars(CocoRules.Sizes, sizes)),
            new(Sides, Bars([$"< {SideEnds[0]}", .. SideEnds.Zip(SideEnds.Skip(1), (low, high) => $"{low}\u2013{high}"), $"\u2265 {SideEnds[^1]}"], sides)),
            new(
                Each,
                Bars(["0", .. EachEnds.Zip(EachEnds.Skip(1), (low, high) => low + 1 == high ? $"{high}" : $"{low + 1}\u2013{high}"), $"> {EachEnds[^1]}"], each)
            ),
            new(Flags, Bars(["crowd", "difficult"], flags)),
        ];
    }

    private static IReadOnlyList<ClassCount> Bars(IReadOnlyList<string> names, int[] counts) => [.. names.Select((name, i) => new ClassCount(name, counts[i]))];

    // What a manifest holds was judged against its names when it was read.
    private static PictureObjects Read(IReadOnlyList<double> target) => ObjectRow.Read(target, int.MaxValue);
}
