using System.Runtime.InteropServices;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>FCOS's loss: focal loss of the classes at all places, GIoU loss of the boxes and centre-ness at those that answer for an object, each divided by
/// how many of these there are in the batch.</summary>
/// <param name="places">Of the network's output.</param>
internal sealed class DetectorObjective(DetectorPlaces places, DetectorTargets targets) : IObjective
{
    private static readonly (string Term, string Metric)[] Terms =
    [
        ("classification", "classification_loss"),
        ("box", "box_loss"),
        ("centerness", "centerness_loss"),
    ];

    // The terms of the batch that was last asked for: its metrics are made of them.
    private (Batch Batch, IReadOnlyList<LossTerm> Terms)? _last;

    public bool TakesLogits => false;

    public IReadOnlyList<LossTerm> Loss(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var said = outputs[0].to_type(ScalarType.Float32).flatten(0, 1);
        var truth = Truth(batch);
        var weight = Math.Max(1, truth.Rows.Length);
        var rows = tensor(truth.Rows, device: said.device);
        var found = said.index_select(0, rows);
        var (boxes, spots) = (Rows(truth.Boxes, 4, said), Rows(truth.Spots, 3, said));
        var (middles, sizes) = (spots.narrow(1, 0, 2), spots.narrow(1, 2, 1));
        var reach = found.narrow(1, 0, 4) * sizes;
        var predicted = cat([middles - reach.narrow(1, 0, 2), middles + reach.narrow(1, 2, 2)], 1);
        var logits = said.narrow(1, places.FirstClass, places.Classes);
        List<LossTerm> terms =
        [
            new(Terms[0].Term, DetectorLoss.Classes(logits, tensor(truth.Positives, device: said.device)), weight),
            new(Terms[1].Term, DetectorLoss.Boxes(predicted, boxes), weight),
        ];
        if (places.HasCenterness)
        {
            var distances = cat([middles - boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2) - middles], 1);
            terms.Add(new(Terms[2].Term, DetectorLoss.Centerness(found.select(1, 4), distances), weight));
        }
        _last = (batch, terms);
        return terms;
    }

    public IReadOnlyList<Observation> Observe(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var terms = _last is { } last && ReferenceEquals(last.Batch, batch) ? last.Terms : Loss(outputs, batch);
        _last = null;
        return [.. terms.Select(term => new Observation(term.Name, stack([term.Sum.detach(), tensor((float)term.Weight, device: term.Sum.device)])))];
    }

    public IReadOnlyList<(string Name, double Value)> Values(EpochSums sums) =>
        [
            .. Terms
                .Take(places.HasCenterness ? 3 : 2)
                .Select(term => (term.Metric, sums.Of(term.Term, 2) is [var sum, > 0 and var weight] ? (double)(float)(sum / weight) : 0)),
        ];

    public IEnumerable<double[]> Rows(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var said = Numbers(outputs[0]);
        var sizes = Numbers(batch.Targets[0]);
        var row = places.Count * places.Numbers;
        for (var i = 0; i < batch.Count; i++)
        {
            var place = PicturePlacement.Of(targets.Format, (int)sizes[2 * i], (int)sizes[(2 * i) + 1]);
            yield return DetectionRow.Write(DetectorDecoder.Decode(places, said.AsSpan(i * row, row), targets.Decoding, place));
        }
    }

    // Which rows of all places of the batch answer for an object, with its box, where they lie and the size of their level, and which logits of all are of
    // its class.
    private (long[] Rows, float[] Boxes, float[] Spots, long[] Positives) Truth(Batch batch)
    {
        var classes = Numbers(batch.Targets[1]);
        var points = Numbers(batch.Points!);
        var most = classes.Length / batch.Count;
        List<long> rows = [],
            positives = [];
        List<float> boxes = [],
            spots = [];
        List<float> inPicture = [];
        List<int> kinds = [];
        for (var i = 0; i < batch.Count; i++)
        {
            inPicture.Clear();
            kinds.Clear();
            for (var k = i * most; k < (i + 1) * most; k++)
            {
                if (classes[k] != DetectorTargets.None && Left(points.AsSpan(k * DetectorTargets.Corners * 2, DetectorTargets.Corners * 2)) is { } box)
                {
                    inPicture.AddRange(box);
                    kinds.Add((int)classes[k]);
                }
            }
            var matched = PlaceMatcher.Match(places.Levels, CollectionsMarshal.AsSpan(inPicture));
            var place = 0;
            foreach (var level in places.Levels)
            {
                for (var at = 0; at < level.Rows * level.Columns; at++, place++)
                {
                    if (matched[place] == PlaceMatcher.None)
                    {
                        continue;
                    }
                    var row = ((long)i * places.Count) + place;
                    rows.Add(row);
                    positives.Add((row * places.Classes) + kinds[matched[place]]);
                    boxes.AddRange(inPicture[(4 * matched[place])..((4 * matched[place]) + 4)]);
                    spots.AddRange([at % level.Columns * level.StepX, at / level.Columns * level.StepY, level.Size]);
                }
            }
        }
        return ([.. rows], [.. boxes], [.. spots], [.. positives]);
    }

    // The box around four corners, cut to the picture; null where too little is left of it.
    private float[]? Left(ReadOnlySpan<float> corners)
    {
        var (x1, y1, x2, y2) = (float.PositiveInfinity, float.PositiveInfinity, float.NegativeInfinity, float.NegativeInfinity);
        for (var i = 0; i < corners.Length; i += 2)
        {
            (x1, y1) = (Math.Min(x1, corners[i]), Math.Min(y1, corners[i + 1]));
            (x2, y2) = (Math.Max(x2, corners[i]), Math.Max(y2, corners[i + 1]));
        }
        return DetectorTargets.Left(new ObjectBox(x1, y1, x2, y2), 0, 0, places.Width, places.Height) is { } left
            ? [(float)left.X1, (float)left.Y1, (float)left.X2, (float)left.Y2]
            : null;
    }

    private static Tensor Rows(float[] numbers, int width, Tensor beside) => tensor(numbers, [numbers.Length / width, width], device: beside.device);

    private static float[] Numbers(Tensor values)
    {
        using var plain = values.to_type(ScalarType.Float32).cpu().contiguous();
        return plain.data<float>().ToArray();
    }
}
