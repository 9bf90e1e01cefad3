using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Functions of TensorFlow in a Keras 2 graph, and operations of Keras 3, on x = [[[1, -2, 3], [4, 5, -6]]].</summary>
public class LegacyOperationTests
{
    private const string Everything = """{"class_name": "__ellipsis__"}""";

    public static TheoryData<string, string, string> Functions() =>
        new()
        {
            { "math.truediv", """{"y": 2.0, "name": null}""", "0.5,-1,1.5,2,2.5,-3" },
            { "math.subtract", """{"y": [1.0, 2.0, 3.0]}""", "0,-4,0,3,3,-9" },
            { "__operators__.add", """{"y": ["x", 0, 0]}""", "2,-4,6,8,10,-12" },
            { "nn.bias_add", """{"bias": [-1, -2, -3], "data_format": "NHWC"}""", "0,-4,0,3,3,-9" },
            { "math.pow", """{"y": 2}""", "1,4,9,16,25,36" },
            { "math.floormod", """{"y": 4.0}""", "1,2,3,0,1,2" },
            { "math.maximum", """{"y": 0.5}""", "1,0.5,3,4,5,0.5" },
            { "math.abs", "{}", "1,2,3,4,5,6" },
            { "math.square", "{}", "1,4,9,16,25,36" },
            { "nn.relu", "{}", "1,0,3,4,5,0" },
            { "nn.relu6", "{}", "1,0,3,4,5,0" },
            { "nn.leaky_relu", """{"alpha": 0.5}""", "1,-1,3,4,5,-3" },
            { "keras.activations.relu", """{"alpha": 0.0, "max_value": 4.0, "threshold": 0.0}""", "1,0,3,4,4,0" },
            { "clip_by_value", """{"clip_value_min": -1, "clip_value_max": 4}""", "1,-1,3,4,4,-1" },
            { "math.reduce_mean", """{"axis": [1], "keepdims": false}""", "2.5,1.5,-1.5" },
            { "math.reduce_sum", """{"axis": -1, "keepdims": true}""", "2,3" },
            { "math.reduce_max", """{"axis": [1, 2]}""", "5" },
            { "math.reduce_prod", """{"axis": [1, 2]}""", "720" },
            { "math.reduce_variance", """{"axis": 1}""", "2.25,12.25,20.25" },
            { "math.argmax", """{"axis": 2}""", "2,1" },
            { "math.cumsum", """{"axis": 2}""", "1,-1,2,4,9,3" },
            { "reshape", """{"shape": [-1, 3, 2]}""", "1,-2,3,4,5,-6" },
            { "compat.v1.transpose", """{"perm": [0, 2, 1]}""", "1,4,-2,5,3,-6" },
            { "expand_dims", """{"axis": -1}""", "1,-2,3,4,5,-6" },
            { "concat", """{"axis": -1}""", "1,-2,3,1,-2,3,4,5,-6,4,5,-6" },
            { "stack", """{"axis": 1}""", "1,-2,3,4,5,-6,1,-2,3,4,5,-6" },
            { "compat.v1.pad", """{"paddings": [[0, 0], [1, 0], [0, 0]], "mode": "CONSTANT", "constant_values": 7}""", "7,7,7,1,-2,3,4,5,-6" },
            { "compat.v1.pad", """{"paddings": [[0, 0], [0, 0], [1, 1]], "mode": "REFLECT"}""", "-2,1,-2,3,-2,5,4,5,-6,5" },
            { "compat.v1.pad", """{"paddings": [[0, 0], [0, 0], [1, 1]], "mode": "SYMMETRIC"}""", "1,1,-2,3,3,4,4,5,-6,-6" },
            { "tile", """{"multiples": [1, 1, 2]}""", "1,-2,3,1,-2,3,4,5,-6,4,5,-6" },
            { "reverse", """{"axis": [2]}""", "3,-2,1,-6,5,4" },
            { "roll", """{"shift": 1, "axis": 2}""", "3,1,-2,-6,4,5" },
            { "compat.v1.gather", """{"indices": [2, 0], "axis": 2}""", "3,1,-6,4" },
            { "slice", """{"begin": [0, 1, 0], "size": [-1, 1, 2]}""", "4,5" },
            { "__operators__.getitem", $$$"""{"slice_spec": [{{{Everything}}}, {"start": null, "stop": null, "step": -1}]}""", "3,-2,1,-6,5,4" },
            { "__operators__.getitem", $$$"""{"slice_spec": [{{{Everything}}}, 1]}""", "-2,5" },
            {
                "__operators__.getitem",
                """{"slice_spec": [{"start": null, "stop": null, "step": null}, -1, {"start": 1, "stop": null, "step": null}]}""",
                "5,-6"
            },
            { "cast", """{"dtype": "int32"}""", "1,-2,3,4,5,-6" },
            { "linalg.matmul", """{"b": [[1.0], [1.0], [0.0]]}""", "-1,9" },
            { "linalg.matmul", """{"b": [[1.0, 1.0, 0.0]], "transpose_b": true}""", "-1,9" },
            { "where", """{"x": 1.0, "y": 0.0}""", "1,1,1,1,1,1" },
            { "math.greater", """{"y": 0}""", "1,0,1,1,1,0" },
            { "math.l2_normalize", """{"axis": [1, 2]}""", "0.104828,-0.209657,0.314485,0.419314,0.524142,-0.628971" },
            { "nn.softmax", """{"axis": 1}""", "0.0474259,0.000911051,0.999877,0.952574,0.999089,0.000123395" },
            { "nn.gelu", """{"approximate": false}""", "0.841345,-0.0455003,2.99595,3.99987,5,0" },
            {
                "nn.local_response_normalization",
                """{"depth_radius": 1, "bias": 1, "alpha": 1, "beta": 0.5}""",
                "0.408248,-0.516398,0.801784,0.617213,0.566139,-0.762001"
            },
            { "image.resize", """{"size": [2, 6], "method": "nearest"}""", "1,1,-2,-2,3,3,4,4,5,5,-6,-6" },
        };

    public static TheoryData<string, string, string> Nodes() =>
        new()
        {
            { """{"op": "AddV2", "attr": {}}""", """{"1": 1.0}""", "2,-1,4,5,6,-5" },
            { """{"op": "Sub", "attr": {}}""", """{"0": 1.0}""", "0,3,-2,-3,-4,7" },
            { """{"op": "Mul", "attr": {}}""", """{"1": [1.0, 2.0, 3.0]}""", "1,-4,9,4,10,-18" },
            { """{"op": "Relu6", "attr": {}}""", "{}", "1,0,3,4,5,0" },
            { """{"op": "Mean", "attr": {"keep_dims": {"b": true}}}""", """{"1": [1]}""", "2.5,1.5,-1.5" },
            { """{"op": "Reshape", "attr": {}}""", """{"1": [-1, 6]}""", "1,-2,3,4,5,-6" },
            { """{"op": "ConcatV2", "attr": {}}""", """{"1": 2}""", "1,-2,3,4,5,-6" },
            { """{"op": "Pack", "attr": {"axis": {"i": "1"}}}""", "{}", "1,-2,3,4,5,-6" },
            {
                """{"op": "StridedSlice", "attr": {"begin_mask": {"i": "5"}, "end_mask": {"i": "5"}, "shrink_axis_mask": {"i": "2"}, "ellipsis_mask": {"i": "0"}, "new_axis_mask": {"i": "0"}}}""",
                """{"1": [0, 1, 0], "2": [0, 2, 0], "3": [1, 1, 1]}""",
                "4,5,-6"
            },
            { "\"\\n\\u0003add\\u0012\\u0005AddV2\\u001a\\u0001x*\\u0007\\n\\u0001T\\u0012\\u00020\\u0001\"", """{"1": 1.0}""", "2,-1,4,5,6,-5" },
            { "\"\\u0012\\u0004Mean*\\u000f\\n\\tkeep_dims\\u0012\\u0002(\\u0001\"", """{"1": [1]}""", "2.5,1.5,-1.5" },
            { """{"op": "Cast", "attr": {"DstT": {"type": "DT_FLOAT"}}}""", "{}", "1,-2,3,4,5,-6" },
        };

    public static TheoryData<string, string, string, string> Operations() =>
        new()
        {
            {
                "numpy.GetItem",
                $$$"""[[{{{Everything}}}, {"class_name": "__slice__", "config": {"start": null, "stop": null, "step": -1}}]]""",
                "{}",
                "3,-2,1,-6,5,4"
            },
            { "numpy.GetItem", """[["Ellipsis", 0]]""", "{}", "1,4" },
            { "numpy.Add", """[{"class_name": "__tensor__", "config": {"value": [[[1, 2, 3]]], "dtype": "float32"}}]""", "{}", "2,0,6,5,7,-3" },
            { "numpy.Transpose", "[]", """{"axes": [0, 2, 1]}""", "1,4,-2,5,3,-6" },
            { "numpy.Where", "[1.0, 0.0]", "{}", "1,1,1,1,1,1" },
            { "numpy.Clip", "[]", """{"x_min": -1.0, "x_max": 4.0}""", "1,-1,3,4,4,-1" },
            { "numpy.Greater", "[0]", "{}", "1,0,1,1,1,0" },
            { "numpy.Max", "[]", """{"axis": 1, "keepdims": true, "initial": null}""", "4,5,3" },
            { "numpy.Std", "[]", """{"axis": 1, "keepdims": false}""", "1.5,3.5,4.5" },
            { "numpy.Power", "[3]", "{}", "1,-8,27,64,125,-216" },
            { "core.Cast", "[]", """{"dtype": "float16"}""", "1,-2,3,4,5,-6" },
            { "image.Resize", "[]", """{"size": [1, 3], "interpolation": "bilinear", "antialias": false, "data_format": "channels_last"}""", "2.5,1.5,-1.5" },
            { "nn.Softmax", "[]", """{"axis": [1, 2]}""", "0.0120303,0.000598953,0.0888926,0.241635,0.656832,1.09702e-05" },
            { "nn.Normalize", "[]", """{"axis": -1, "order": 2, "epsilon": null}""", "0.267261,-0.534522,0.801784,0.455842,0.569803,-0.683763" },
            { "linalg.Norm", "[]", """{"ord": null, "axis": [1, 2], "keepdims": true}""", "9.53939" },
            { "math.Rsqrt", "[]", "{}", "1,NaN,0.57735,0.5,0.447214,NaN" },
        };

    [Theory, MemberData(nameof(Functions))]
    public void TensorFlowFunction_ComputesAsTensorFlow(string function, string keywords, string expected)
    {
        var single = function is not ("concat" or "stack");
        var call = single ? $"""["x", 0, 0, {keywords}]""" : $"""[["x", 0, 0, {keywords}], ["x", 0, 0, {keywords}]]""";
        var className = function == "__operators__.getitem" ? "SlicingOpLambda" : "TFOpLambda";
        Check(
            $$$"""{"class_name": "{{{className}}}", "name": "op", "config": {"name": "op", "trainable": true, "dtype": "float32", "function": "{{{function}}}"}, "inbound_nodes": [{{{call}}}]}""",
            expected
        );
    }

    [Theory, MemberData(nameof(Nodes))]
    public void GraphNode_ComputesAsTensorFlow(string node, string constants, string expected) =>
        Check(
            $$$"""
            {"class_name": "TensorFlowOpLayer", "name": "op", "config": {"name": "op", "trainable": true, "dtype": "float32", "node_def": {{{node}}}, "constants": {{{constants}}}},
             "inbound_nodes": [[["x", 0, 0, {}]]]}
            """,
            expected
        );

    [Theory, MemberData(nameof(Operations))]
    public void KerasOperation_ComputesAsKeras(string operation, string arguments, string settings, string expected)
    {
        var args = JsonNode.Parse(arguments)!.AsArray();
        args.Insert(
            0,
            JsonNode.Parse("""{"class_name": "__keras_tensor__", "config": {"shape": [null, 2, 3], "dtype": "float32", "keras_history": ["x", 0, 0]}}""")
        );
        var parts = operation.Split('.');
        Check(
            $$$"""
            {"module": "keras.src.ops.{{{parts[0]}}}", "class_name": "{{{parts[1]}}}", "config": {{{settings}}}, "registered_name": "{{{parts[
                1
            ]}}}", "name": "op",
             "inbound_nodes": [{"args": {{{args.ToJsonString()}}}, "kwargs": {}}]}
            """,
            expected
        );
    }

    [Theory]
    [InlineData(
        """{"class_name": "TFOpLambda", "name": "op", "config": {"name": "op", "function": "math.zeta"}, "inbound_nodes": [["x", 0, 0, {"q": 1.0}]]}""",
        "Operation 'math.zeta'"
    )]
    [InlineData(
        """{"class_name": "TFOpLambda", "name": "op", "config": {"name": "op", "function": "math.abs"}, "inbound_nodes": [["x", 0, 0, {"strange": 1.0}]]}""",
        "Operation 'math.abs'"
    )]
    [InlineData(
        """{"module": "keras.src.ops.numpy", "class_name": "Bartlett", "name": "op", "config": {"name": "op"}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 0]}}], "kwargs": {}}]}""",
        "Operation 'Bartlett'"
    )]
    [InlineData("""{"class_name": "CuDNNGRU", "name": "op", "config": {"name": "op", "units": 2}, "inbound_nodes": [[["x", 0, 0, {}]]]}""", "Layer 'op'")]
    [InlineData(
        """{"class_name": "Lambda", "name": "op", "config": {"name": "op", "function": ["4wEAAAA", null, null]}, "inbound_nodes": [[["x", 0, 0, {}]]]}""",
        "Layer 'op'"
    )]
    public void WhatIsNotKnown_IsRefusedByName(string layer, string start)
    {
        var refusal = Assert.Throws<RefusedException>(() => Read(layer));
        Assert.StartsWith(start, refusal.Message);
        Assert.InRange(refusal.Message.Length, 1, 300);
    }

    [Fact]
    public void Reshape_ByTheShapeOfATensor_KnowsItsShape()
    {
        const string Layers = """
            {"class_name": "TFOpLambda", "name": "tf.shape", "config": {"name": "tf.shape", "function": "compat.v1.shape"}, "inbound_nodes": [["x", 0, 0, {}]]},
            {"class_name": "SlicingOpLambda", "name": "item", "config": {"name": "item", "function": "__operators__.getitem"}, "inbound_nodes": [["tf.shape", 0, 0, {"slice_spec": [0]}]]},
            {"class_name": "TFOpLambda", "name": "op", "config": {"name": "op", "function": "reshape"}, "inbound_nodes": [["x", 0, 0, {"shape": [["item", 0, 0], 6]}]]}
            """;
        using var scope = NewDisposeScope();
        using var network = Read(Layers);
        Assert.Equal("(None, 6)", network.OutputShape.ToString());
        Assert.Equal([1, -2, 3, 4, 5, -6], GoldenData.Values(network.Predict(X())));
        Assert.Contains("Keras 3", Assert.Throws<RefusedException>(() => KerasFile.Save(network, new MemoryStream())).Message);
    }

    private static Tensor X() => tensor(new float[] { 1, -2, 3, 4, 5, -6 }, [1, 2, 3]);

    private static Network Read(string layers) =>
        NetworkReader.Read(
            LegacyConfig.Modernize(
                JsonNode
                    .Parse(
                        $$$"""
                        {"class_name": "Functional", "config": {"name": "model", "trainable": true, "layers": [
                          {"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [null, 2, 3], "dtype": "float32", "sparse": false, "ragged": false, "name": "x"}, "inbound_nodes": []}, {{{layers}}}],
                         "input_layers": [["x", 0, 0]], "output_layers": [["op", 0, 0]]}}
                        """
                    )!
                    .AsObject(),
                "2.12.0"
            )
        );

    private static void Check(string layer, string expected)
    {
        // Pictures have four axes.
        var picture = layer.Contains("esize", StringComparison.Ordinal);
        var text = picture ? layer.Replace("\"x\"", "\"picture\"") : layer;
        var before = picture
            ? """{"class_name": "Reshape", "name": "picture", "config": {"name": "picture", "trainable": true, "dtype": "float32", "target_shape": [2, 3, 1]}, "inbound_nodes": [[["x", 0, 0, {}]]]},"""
            : "";
        using var scope = NewDisposeScope();
        float[] numbers = [.. expected.Split(',').Select(number => float.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        using var network = Read(before + text);
        AssertSame(numbers, network);
        using var written = new MemoryStream();
        try
        {
            KerasFile.Save(network, written);
        }
        catch (RefusedException refusal)
        {
            Assert.Contains("'op'", refusal.Message);
            return;
        }

        using var again = KerasFile.Load(written.ToArray(), "again.keras").Network;
        AssertSame(numbers, again);
    }

    private static void AssertSame(float[] expected, Network network)
    {
        var result = network.Predict(X());
        var known = network.OutputShape.Zip(result.shape).All(pair => pair.First is null || pair.First == pair.Second);
        Assert.True(known && network.OutputShape.Rank == result.dim(), $"{network.OutputShape}: ({string.Join(", ", result.shape)})");
        var actual = GoldenData.Values(result.to_type(ScalarType.Float32));
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.True(
                (float.IsNaN(e) && float.IsNaN(a)) || Math.Abs(e - a) <= 1e-4 * Math.Max(1, Math.Abs(e)),
                $"{string.Join(", ", expected)}: {string.Join(", ", actual)}"
            );
        }
    }
}
