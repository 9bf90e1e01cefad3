using System.Text.Json;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>Against torchvision's FCOS (<c>detection/fcos.json</c>): which place answers for which box, losses, their gradients, what is found.</summary>
public sealed class DetectorGoldenTests
{
    private const int Classes = 3;

    public static TheoryData<string> Cases => [.. GoldenFile.Read("detection/fcos.json").GetProperty("cases").EnumerateObject().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Places_AnswerForTheBoxesThatTorchvisionGivesThem(string name)
    {
        var golden = new Case(name);
        for (var i = 0; i < golden.Boxes.Length; i++)
        {
            var matched = PlaceMatcher.Match(golden.Places.Levels, golden.Boxes[i].SelectMany(box => box).Select(number => (float)number).ToArray());
            Assert.Equal(
                golden.Json.GetProperty("matched")[i].EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32())),
                matched.Select((box, place) => (place, box)).Where(pair => pair.box != PlaceMatcher.None)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_AndTheirGradients_AreTorchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var golden = new Case(name);
        Tensor[] outputs = [.. golden.Outputs().Select(output => output.requires_grad_())];
        var objective = new DetectorObjective(golden.Places, golden.Targets);
        var batch = new Batch([], golden.Targets.ToTensors(golden.Stored)) { Points = golden.Targets.Points(golden.Stored) };
        var terms = objective.Loss([cat(outputs, 2)], batch);
        string[] names = ["classification", "bbox_regression", "bbox_ctrness"];
        foreach (var (term, expected) in terms.Zip(names.Select(one => golden.Json.GetProperty("losses").GetProperty(one).GetDouble())))
        {
            Assert.Equal(expected, term.Sum.item<float>() / term.Weight, 1e-5 * Math.Max(1, expected));
        }
        terms.Select(term => term.Sum / term.Weight).Aggregate((sum, term) => sum + term).backward();
        foreach (var (output, key) in outputs.Zip(["bbox_regression", "bbox_ctrness", "cls_logits"]))
        {
            var expected = golden.Json.GetProperty("gradients").GetProperty(key);
            var gradient = output.grad is { } found ? found.data<float>().ToArray() : new float[output.numel()];
            Assert.Equal(expected.GetProperty("sum").GetDouble(), gradient.Sum(value => (double)value), 1e-4);
            Assert.Equal(expected.GetProperty("abs_sum").GetDouble(), gradient.Sum(value => (double)Math.Abs(value)), 1e-3);
            foreach (var pair in expected.GetProperty("first_nonzero").EnumerateArray())
            {
                Assert.Equal(pair[1].GetDouble(), gradient[pair[0].GetInt32()], 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Objects_AreThoseThatTorchvisionFinds(string name)
    {
        using var scope = NewDisposeScope();
        var golden = new Case(name);
        var objective = new DetectorObjective(golden.Places, golden.Targets);
        var batch = new Batch([], golden.Targets.ToTensors(golden.Stored));
        var rows = objective.Rows([cat([.. golden.Outputs()], 2)], batch).ToArray();
        foreach (var (row, expected) in rows.Zip(golden.Json.GetProperty("detections").EnumerateArray()))
        {
            var found = DetectionRow.Read(row, Classes);
            Assert.Equal(expected.GetProperty("count").GetInt32(), found.Count);
            for (var i = 0; i < expected.GetProperty("labels").GetArrayLength(); i++)
            {
                Assert.Equal(expected.GetProperty("labels")[i].GetInt32(), found[i].Class);
                Assert.Equal(expected.GetProperty("scores")[i].GetDouble(), found[i].Score, 1e-5);
                var box = expected.GetProperty("boxes")[i];
                double[] sides = [found[i].Box.X1, found[i].Box.Y1, found[i].Box.X2, found[i].Box.Y2];
                Assert.Equal(box.EnumerateArray().Select(side => side.GetDouble()), sides, (a, b) => Math.Abs(a - b) < 1e-3);
            }
        }
    }

    [Fact]
    public void FocalLoss_AndItsGradient_AreTorchvisions()
    {
        using var scope = NewDisposeScope();
        foreach (var one in GoldenFile.Read("detection/focal.json").GetProperty("binary").EnumerateArray())
        {
            var rows = one.GetProperty("logits").EnumerateArray().Select(GoldenFile.Floats).ToArray();
            var truth = one.GetProperty("y_true").EnumerateArray().SelectMany(GoldenFile.Floats).ToArray();
            var logits = tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]).requires_grad_();
            var positive = tensor(truth.Select((y, i) => (y, i)).Where(pair => pair.y > 0).Select(pair => (long)pair.i).ToArray());
            var loss = DetectorLoss.Classes(logits, positive);
            loss.backward();
            var expected = one.GetProperty("sigmoid_focal_sum");
            var sum = expected.GetProperty("loss").GetDouble();
            Assert.Equal(sum, loss.item<float>(), 1e-5 * Math.Max(1, sum));
            var gradient = expected.GetProperty("gradient").EnumerateArray().SelectMany(GoldenFile.Floats).ToArray();
            Assert.Equal(gradient, logits.grad!.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    // The outputs, made from a counter as the golden file's maker made them.
    private sealed class Case
    {
        public Case(string name)
        {
            Json = GoldenFile.Read("detection/fcos.json").GetProperty("cases").GetProperty(name);
            var size = Json.GetProperty("size").GetInt32();
            var grids = Json.GetProperty("grids").EnumerateArray().Select(grid => (grid[0].GetInt32(), grid[1].GetInt32())).ToArray();
            Places = new DetectorPlaces(size, size, DetectorLevel.Of(size, size, grids), Classes, HasCenterness: true);
            Targets = new DetectorTargets(["a", "b", "c"], new PictureFormat(size, size), DetectionDecoding.Default with { ScoreThreshold = 0.2 });
            Boxes = Json.GetProperty("boxes").Deserialize<double[][][]>()!;
            var labels = Json.GetProperty("labels").Deserialize<int[][]>()!;
            Stored =
            [
                .. Boxes.Zip(
                    labels,
                    (boxes, kinds) =>
                        ObjectRow.Write(
                            new PictureObjects(
                                size,
                                size,
                                [.. boxes.Zip(kinds, (box, kind) => new TrueObject(kind, new ObjectBox(box[0], box[1], box[2], box[3]), 1))]
                            )
                        )
                ),
            ];
        }

        public JsonElement Json { get; }

        public DetectorPlaces Places { get; }

        public DetectorTargets Targets { get; }

        public double[][][] Boxes { get; }

        public double[][] Stored { get; }

        public IEnumerable<Tensor> Outputs()
        {
            var (seed, spread) = (Json.GetProperty("seed").GetUInt64(), Json.GetProperty("spread").GetSingle());
            yield return Made(seed + 1, 4, u => u * 6);
            yield return Made(seed + 2, 1, u => (u - 0.5f) * 2);
            yield return Made(seed, Classes, u => (u - 0.7f) * spread);
        }

        private Tensor Made(ulong seed, int width, Func<float, float> of)
        {
            var values = new float[Boxes.Length * Places.Count * width];
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = of(GoldenData.Uniform(seed, (ulong)k));
            }
            return tensor(values, [Boxes.Length, Places.Count, width]);
        }
    }
}
