using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>The objects that a detector finds, [k, 7]: number of the picture in the batch, class, score, x1, y1, x2, y2 in pixels of the network's input, the
/// best score first.</summary>
internal sealed class DetectorOnnxEnd(DetectorPlaces places, DetectionDecoding decoding) : OnnxEnd
{
    internal override IReadOnlyList<(string Name, TensorShape Shape)> Outputs => [("detections", TensorShape.Of(null, 7))];

    internal override IReadOnlyList<OnnxValue> Emit(OnnxGraph graph, IReadOnlyList<OnnxValue> outputs)
    {
        if (decoding.SoftNms)
        {
            throw new RefusedException(new Refusal("detector.onnx"));
        }
        long[] widths = places.HasCenterness ? [4, 1, places.Classes] : [4, places.Classes];
        var parts = graph.AddMany("Split", [outputs[0].Name, graph.Wholes(widths)], widths.Length, ("axis", 2));
        var boxes = Boxes(graph, parts[0]);
        var sure = graph.Add("Sigmoid", [parts[^1]]);
        sure = places.HasCenterness ? graph.Add("Sqrt", [graph.Add("Mul", [sure, graph.Add("Sigmoid", [parts[1]])])]) : sure;
        var scores = graph.Add("Transpose", [sure], ("perm", (long[])[0, 2, 1]));
        // Picture, class and place of each that is kept.
        var kept = graph.Add(
            "NonMaxSuppression",
            [
                boxes,
                scores,
                graph.Wholes(DetectionDecoding.MostObjects),
                graph.Constant([(float)decoding.OverlapThreshold], 1),
                graph.Constant([(float)decoding.ScoreThreshold], 1),
            ]
        );
        var score = graph.Add("GatherND", [scores, kept]);
        var box = graph.Add("GatherND", [boxes, graph.Add("Gather", [kept, graph.Wholes(0, 2)], ("axis", 1))]);
        var named = graph.Add("Cast", [graph.Add("Gather", [kept, graph.Wholes(0, 1)], ("axis", 1))], ("to", OnnxElementType.Float));
        var rows = graph.Add("Concat", [named, graph.Add("Unsqueeze", [score, graph.Wholes(1)]), box], ("axis", 1));
        var order = graph.AddMany("TopK", [score, graph.Add("Shape", [score])], 2)[1];
        return [new OnnxValue(graph.Add("Gather", [rows, order], ("axis", 0)), Outputs[0].Shape)];
    }

    private string Boxes(OnnxGraph graph, string distances)
    {
        var (middles, sizes) = (new float[2 * places.Count], new float[places.Count]);
        for (var i = 0; i < places.Count; i++)
        {
            var (x, y, level) = places.At(i);
            (middles[2 * i], middles[(2 * i) + 1], sizes[i]) = (x, y, level.Size);
        }
        var middle = graph.Constant(middles, 1, places.Count, 2);
        var reach = graph.Add("Mul", [distances, graph.Constant(sizes, 1, places.Count, 1)]);
        var sides = graph.AddMany("Split", [reach, graph.Wholes(2, 2)], 2, ("axis", 2));
        var boxes = graph.Add("Concat", [graph.Add("Sub", [middle, sides[0]]), graph.Add("Add", [middle, sides[1]])], ("axis", 2));
        float[] most = [places.Width, places.Height, places.Width, places.Height];
        return graph.Add("Max", [graph.Add("Min", [boxes, graph.Constant(most, 4)]), graph.Constant(0f)]);
    }
}
