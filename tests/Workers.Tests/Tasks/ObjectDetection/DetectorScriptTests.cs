using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Surgery;
using MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>A detector's script for Python Keras: its functions against the golden files, its layers against the engine's, all of it on a stand-in for Keras
/// (<c>detector_script.py</c>).</summary>
public sealed partial class DetectorScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-script-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("letterbox")]
    [InlineData("matching")]
    [InlineData("losses")]
    [InlineData("nms")]
    [InlineData("objects")]
    [InlineData("precision")]
    public void Functions_HaveTheGoldenNumbers(string check) => Run(Spec("MobileNetV2"), check, Repository.Golden("detection"));

    [Fact]
    public void SoftSuppression_LowersAsTheEngineDoes()
    {
        var expected = Path.Combine(_folder, "soft.json");
        File.WriteAllText(
            expected,
            JsonSerializer.Serialize(
                GoldenFile
                    .Read("detection/nms.json")
                    .GetProperty("sets")
                    .EnumerateArray()
                    .Select(one =>
                    {
                        var sides = one.GetProperty("boxes").Deserialize<double[][]>()!;
                        var (scores, classes) = (one.GetProperty("scores").Deserialize<double[]>()!, one.GetProperty("classes").Deserialize<int[]>()!);
                        ObjectBox[] boxes = [.. sides.Select(box => new ObjectBox(box[0], box[1], box[2], box[3]))];
                        var kept = NonMaximumSuppression.Soft(boxes, scores, classes, 0.05);
                        return new
                        {
                            boxes = sides,
                            scores,
                            classes,
                            kept = kept.Select(found => found.Index),
                            lowered = kept.Select(found => found.Score),
                        };
                    })
            )
        );
        Run(Spec("MobileNetV2"), "soft", expected);
    }

    [Theory]
    [InlineData("""{ "kind": "fcos" }""")]
    [InlineData("""{ "kind": "fcos", "channels": 24, "convolutions": 1 }""")]
    [InlineData("""{ "kind": "simple", "softNms": true }""")]
    public void AWholeScript_BuildsTheEnginesHead(string head)
    {
        var spec = Spec(
            "MobileNetV2",
            $$"""{ "head": {{head}}, "augmentation": [{ "class": "RandomFlip" }, { "class": "RandomZoom", "heightFactor": 0.2 }, { "class": "RandomTranslation", "heightFactor": [0, 0.2], "widthFactor": 0.1 }], "data": { "imageSize": [112, 96], "validationSplit": 0.25 } }"""
        );
        Pictures();
        using var names = NameScope.Begin();
        var backbone = BackboneCatalog.Named("MobileNetV2").Build(new BackboneOptions { InputShape = TensorShape.Of(112, 96, 3) });
        var json = JsonDocument.Parse(head).RootElement;
        int Member(string name, int otherwise) => json.TryGetProperty(name, out var given) ? given.GetInt32() : otherwise;
        DetectorHead own =
            json.GetProperty("kind").GetString() == "simple" ? new SimpleHead(2) : new FcosHead(2, Member("channels", 64), Member("convolutions", 4));
        var features = own.Features(backbone);
        var ends = StageEnds.Of(backbone, 8, 16, 32).Outputs;
        var stages = Path.Combine(_folder, "stages.json");
        File.WriteAllText(
            stages,
            JsonSerializer.Serialize(ends.ToDictionary(end => end.Layer.Name, end => Enumerable.Range(0, 4).Select(axis => end.Shape[axis])))
        );
        var (output, _) = own.Top(features.Outputs);
        var network = new Network(features.Inputs, [output]);

        var made = JsonDocument.Parse(Run(spec, "whole", _folder, stages)).RootElement;

        Assert.Equal(
            network
                .Layers.Except(features.Layers)
                .Select(layer =>
                    $"{layer.GetType().Name} {(Automatic().IsMatch(layer.Name) ? "" : layer.Name)} {string.Join("; ", layer.Weights.Select(weight => string.Join(", ", weight.Shape)))} {FirstBias(layer):R}"
                )
                .Order(StringComparer.Ordinal),
            made.GetProperty("layers")
                .EnumerateArray()
                .Select(layer =>
                    $"{layer[0]} {layer[1]} {string.Join("; ", layer[2].EnumerateArray().Select(shape => string.Join(", ", shape.EnumerateArray())))} {layer[3].GetDouble():R}"
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [network.OutputShape[1]!.Value, network.OutputShape[2]!.Value],
            made.GetProperty("output").EnumerateArray().Select(side => side.GetInt64())
        );
        Assert.Equal(1, made.GetProperty("found").GetInt32());
    }

    // What all biases begin with.
    private static double FirstBias(Layer layer) => layer.GetConfig()["bias_initializer"]?["config"]?["value"] is { } value ? value.GetValue<double>() : 0;

    [Fact]
    public void Stages_OfEveryBackbone_AreTheEngines()
    {
        foreach (var backbone in BackboneCatalog.All)
        {
            using var names = NameScope.Begin();
            var ends = StageEnds.Of(backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(256, 256, 3) }), 8, 16, 32).Outputs;
            Assert.Contains(
                $"STAGES = {{8: \"{ends[0].Layer.Name}\", 16: \"{ends[1].Layer.Name}\", 32: \"{ends[2].Layer.Name}\"}}",
                KerasScript.Write(Spec(backbone.Name))
            );
        }
    }

    [Fact]
    public void WhatKerasHasNoCallFor_IsSaid()
    {
        var spec = Spec(
            "MobileNetV2",
            """{ "data": { "mosaic": 0.5 }, "augmentation": [{ "class": "RandomFlip", "mode": "horizontal" }, { "class": "RandomRotation" }, { "class": "RandomHue" }] }"""
        );
        var script = KerasScript.Write(spec);
        Assert.Contains("# The dashboard draws 0.5 of the training pictures as four in one (mosaic). Keras has no call for it", script);
        Assert.Contains("# The dashboard also draws RandomRotation, and moves the boxes with the pictures.", script);
        Assert.Contains("(flip, dict(mode=\"horizontal\")),", script);
        Assert.Contains("keras.layers.RandomHue(", script);
        Assert.DoesNotContain("keras.layers.RandomRotation(", script);
        Assert.DoesNotContain("(mosaic)", KerasScript.Write(Spec("MobileNetV2")));
    }

    [Fact]
    public void Boxes_MoveAsWithTheEnginesLayers()
    {
        using var scope = NewDisposeScope();
        var points = tensor(new float[] { 3, 5, 40, 60, -2, 10.5f, 100, 20 }, [1, 4, 2]);
        Dictionary<string, Tensor> Drawn(params (string Name, float[] Values)[] values) =>
            values.ToDictionary(of => of.Name, of => tensor(of.Values, [1, of.Values.Length]));
        float[][] moved =
        [
            Numbers(
                new RandomFlip("horizontal_and_vertical").MovePoints(
                    points,
                    new Dictionary<string, Tensor> { ["flips"] = tensor(new[] { true }, [1, 1, 1, 1]) },
                    64,
                    96
                )
            ),
            Numbers(new RandomZoom(new FactorRange(-0.3, 0.3)).MovePoints(points, Drawn(("height_zoom", [0.8f]), ("width_zoom", [1.25f])), 64, 96)),
            Numbers(
                new RandomTranslation(new FactorRange(-0.3, 0.3), new FactorRange(-0.3, 0.3)).MovePoints(points, Drawn(("translations", [24f, -6.4f])), 64, 96)
            ),
        ];
        var expected = Path.Combine(_folder, "moved.json");
        File.WriteAllText(expected, JsonSerializer.Serialize(moved));
        Run(Spec("MobileNetV2"), "moves", expected);

        static float[] Numbers(Tensor values) => values.to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    // Keras refuses to guess which of them is better.
    [Fact]
    public void Callbacks_AreToldWhichIsBetter()
    {
        var script = KerasScript.Write(
            Spec(
                "MobileNetV2",
                """{ "callbacks": [{ "class": "EarlyStopping", "monitor": "val_ap50" }, { "class": "ModelCheckpoint", "monitor": "val_box_loss" }, { "class": "ReduceLROnPlateau" }] }"""
            )
        );
        Assert.Matches(@"EarlyStopping\(monitor=""val_ap50"".*mode=""max""", script);
        Assert.Matches(@"ModelCheckpoint\(""best.keras"", monitor=""val_box_loss"".*mode=""min""", script);
        Assert.Matches(@"ReduceLROnPlateau\(monitor=""val_loss"".*mode=""auto""", script);
        Assert.True(script.IndexOf("        AveragePrecision(),", StringComparison.Ordinal) < script.IndexOf("EarlyStopping(", StringComparison.Ordinal));
    }

    private static TrainingSpec Spec(string backbone, string members = "{}")
    {
        var spec = TrainingSpecJson.Parse(members.Insert(1, members == "{}" ? "\"task\": \"object-detection\"" : "\"task\": \"object-detection\", ")).Value!;
        return spec with { Backbone = spec.Backbone with { Name = backbone } };
    }

    // Four pictures of other sizes than the network's, one of them without objects, one with a crowd.
    private void Pictures()
    {
        var images = new List<object>();
        foreach (var (width, height) in new[] { (60, 40), (40, 60), (200, 150), (30, 30) })
        {
            var name = $"{images.Count}.png";
            PictureWriter.WritePng(
                Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "FOLDER")).FullName, name),
                height,
                width,
                3,
                new byte[3 * width * height]
            );
            images.Add(
                new
                {
                    id = images.Count,
                    file_name = name,
                    width,
                    height,
                }
            );
        }
        object Object(int image, int category, double x, double y, double width, double height, int crowd = 0) =>
            new
            {
                image_id = image,
                category_id = category,
                bbox = new[] { x, y, width, height },
                area = width * height,
                iscrowd = crowd,
            };
        File.WriteAllText(
            Path.Combine(_folder, "ANNOTATIONS.json"),
            JsonSerializer.Serialize(
                new
                {
                    images,
                    categories = new[] { new { id = 7, name = "disc" }, new { id = 3, name = "square" } },
                    annotations = new[]
                    {
                        Object(0, 7, 5, 5, 20, 20),
                        Object(1, 3, 0, 0, 40, 60),
                        Object(2, 7, 50, 20, 100, 90, crowd: 1),
                        Object(2, 3, 9, 9, 60, 60),
                    },
                }
            )
        );
    }

    private string Run(TrainingSpec spec, params string[] arguments)
    {
        var script = Path.Combine(_folder, "script.py");
        File.WriteAllText(script, KerasScript.Write(spec));
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        var (missing, _, _) = Python(python, "-c", "import numpy, PIL");
        Assert.SkipWhen(missing != 0, "There is no python3 with NumPy and Pillow here to run the script.");
        var (code, output, faults) = Python(
            python,
            [Path.Combine(Repository.Root, "tests", "Workers.Tests", "Tasks", "ObjectDetection", "detector_script.py"), script, .. arguments]
        );
        Assert.True(code == 0, faults);
        return output;
    }

    private static (int Code, string Output, string Faults) Python(string python, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(python, ["-B", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var output = process.StandardOutput.ReadToEnd();
            var faults = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, faults);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "");
        }
    }

    // Names that a layer has by default.
    [GeneratedRegex(@"^(concatenate|reshape|up_sampling2d|resizing)(_\d+)?$")]
    private static partial Regex Automatic();
}
