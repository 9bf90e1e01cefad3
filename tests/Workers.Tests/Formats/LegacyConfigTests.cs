using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Tests.Golden;
using PureHDF;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Dialects of older Kerases, each by the smallest config that has it.</summary>
public class LegacyConfigTests
{
    [Fact]
    public void Sequential_AsABareList_IsRead()
    {
        using var network = Read(
            """
            {"class_name": "Sequential", "config": [
              {"class_name": "Dense", "config": {"name": "d1", "trainable": true, "batch_input_shape": [null, 3], "input_dtype": "float32", "units": 4, "activation": "relu", "use_bias": true}},
              {"class_name": "Dropout", "config": {"name": "dr", "trainable": true, "rate": 0.5}}]}
            """,
            "2.0.9"
        );
        Assert.Equal("(None, 4)", network.OutputShape.ToString());
    }

    [Fact]
    public void Sequential_InsideOthers_TakesItsShapeFromTheLayersBefore()
    {
        using var network = Read(
            """
            {"class_name": "Sequential", "config": {"name": "outer", "layers": [
              {"class_name": "Sequential", "config": {"name": "body", "layers": [
                {"class_name": "Model", "config": {"name": "base", "layers": [
                  {"class_name": "InputLayer", "name": "in", "config": {"batch_input_shape": [null, 8, 8, 3], "dtype": "float32", "sparse": false, "name": "in"}, "inbound_nodes": []},
                  {"class_name": "Conv2D", "name": "c", "config": {"name": "c", "filters": 5, "kernel_size": [3, 3]}, "inbound_nodes": [[["in", 0, 0, {}]]]}],
                  "input_layers": [["in", 0, 0]], "output_layers": [["c", 0, 0]]}},
                {"class_name": "GlobalAveragePooling2D", "config": {"name": "gap", "data_format": "channels_last"}}]}},
              {"class_name": "Sequential", "config": {"name": "head", "layers": [{"class_name": "Dense", "config": {"name": "d", "units": 2}}]}}]}}
            """,
            "2.2.4-tf"
        );
        Assert.Equal("(None, 8, 8, 3)", network.InputShape.ToString());
        Assert.Equal("(None, 2)", network.OutputShape.ToString());
    }

    [Theory]
    [InlineData("2.4.0", 0.7f)]
    [InlineData("2.16.0", 0.7f)]
    [InlineData("3.10.0", 0.6666667f)]
    public void HardSigmoid_HasTheSlopeOfTheFilesVersion(string version, float atOne)
    {
        using var scope = NewDisposeScope();
        using var network = Read(
            """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
              {"class_name": "InputLayer", "config": {"batch_shape": [null, 1], "dtype": "float32", "name": "in"}},
              {"class_name": "Activation", "config": {"name": "a", "activation": "hard_sigmoid"}}]}}
            """,
            version
        );
        Assert.Equal(atOne, GoldenData.Values(network.Predict(ones(1, 1)))[0], 1e-6f);
    }

    [Theory]
    [InlineData("""{"class_name": "ThresholdedReLU", "config": {"name": "a", "theta": {"type": "ndarray", "value": 1.5}}}""", 0f, 2f)]
    [InlineData("""{"class_name": "LeakyReLU", "config": {"name": "a", "alpha": {"type": "ndarray", "value": 0.25}}}""", -0.25f, 2f)]
    [InlineData(
        """{"class_name": "Activation", "config": {"name": "a", "activation": {"class_name": "LeakyReLU", "config": {"name": "l", "alpha": 0.5}}}}""",
        -0.5f,
        2f
    )]
    [InlineData(
        """{"class_name": "Activation", "config": {"name": "a", "activation": {"class_name": "function", "config": "relu6", "registered_name": "function", "module": "builtins"}}}""",
        0f,
        2f
    )]
    [InlineData(
        """{"class_name": "Rescaling", "config": {"name": "a", "scale": {"class_name": "__numpy__", "config": {"value": [3.0], "dtype": "float32"}}, "offset": 0.0}}""",
        -3f,
        6f
    )]
    public void Values_InWrappers_AreRead(string layer, float atMinusOne, float atTwo)
    {
        using var scope = NewDisposeScope();
        using var network = Read(
            $$$"""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
              {"class_name": "InputLayer", "config": {"batch_input_shape": {"class_name": "TensorShape", "items": [null, 1]}, "dtype": "float32", "sparse": false, "ragged": false, "name": "in"}}, {{{layer}}}]}}
            """,
            "2.9.0"
        );
        Assert.Equal([atMinusOne, atTwo], GoldenData.Values(network.Predict(tensor(new float[] { -1, 2 }, [2, 1]))));
        using var written = new MemoryStream();
        KerasFile.Save(network, written);
        using var again = KerasFile.Load(written.ToArray(), "again.keras").Network;
        Assert.Equal([atMinusOne, atTwo], GoldenData.Values(again.Predict(tensor(new float[] { -1, 2 }, [2, 1]))));
    }

    [Fact]
    public void Gru_WithoutResetAfter_IsTheOldOne()
    {
        const string Config = """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "GRU", "config": {"name": "g", "batch_input_shape": [null, 4, 3], "units": 5, "time_major": false, "implementation": 1}}]}}
            """;
        using var old = Read(Config, "2.1.0");
        Assert.Equal([15], old.Layers[0].Weights[2].Shape);
    }

    [Fact]
    public void InitialState_InTheListOfInputs_IsTheState()
    {
        using var network = Read(
            """
            {"class_name": "Model", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [null, 4, 3], "dtype": "float32", "sparse": false, "name": "x"}, "inbound_nodes": []},
              {"class_name": "InputLayer", "name": "h", "config": {"batch_input_shape": [null, 5], "dtype": "float32", "sparse": false, "name": "h"}, "inbound_nodes": []},
              {"class_name": "GRU", "name": "g", "config": {"name": "g", "units": 5, "reset_after": true}, "inbound_nodes": [[["x", 0, 0, {}], ["h", 0, 0, {}]]]}],
             "input_layers": [["x", 0, 0], ["h", 0, 0]], "output_layers": [["g", 0, 0]]}}
            """,
            "2.3.1"
        );
        Assert.Equal("""{"initial_state":[{"$":1}]}""", network.Nodes.Single(node => node.Layer.Name == "g").Arguments.Keywords.ToJsonString());
    }

    [Fact]
    public void Calls_OfANestedNetwork_AreCountedFromZero()
    {
        using var network = Read(
            """
            {"class_name": "Functional", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [null, 3], "dtype": "float32", "sparse": false, "ragged": false, "name": "x"}, "inbound_nodes": []},
              {"class_name": "Sequential", "name": "inner", "config": {"name": "inner", "layers": [
                {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 3], "dtype": "float32", "sparse": false, "ragged": false, "name": "i"}},
                {"class_name": "Dense", "config": {"name": "d", "units": 3}}]}, "inbound_nodes": [[["x", 0, 0, {}]], [["inner", 1, 0, {"training": false}]]]},
              {"class_name": "Add", "name": "a", "config": {"name": "a", "trainable": true}, "inbound_nodes": [[["inner", 1, 0, {}], ["inner", 2, 0, {}]]]}],
             "input_layers": [["x", 0, 0]], "output_layers": [["a", 0, 0]]}}
            """,
            "2.12.0"
        );
        Assert.Equal(2, network.Nodes.Count(node => node.Layer.Name == "inner"));
    }

    [Theory]
    [InlineData("\"int8_from_float32\"")]
    [InlineData(
        """{"module": "keras.dtype_policies", "class_name": "QuantizedDTypePolicy", "config": {"mode": "int8", "source_name": "float32"}, "registered_name": null}"""
    )]
    public void QuantisedWeights_AreRefusedByName(string dtype)
    {
        var refusal = Assert.Throws<RefusedException>(() =>
            Read(
                $$$"""
                {"class_name": "Sequential", "config": {"name": "s", "layers": [
                  {"class_name": "InputLayer", "config": {"batch_shape": [null, 1], "dtype": "float32", "name": "in"}}, {"class_name": "Dense", "config": {"name": "d", "dtype": {{{dtype}}}, "units": 2}}]}}
                """,
                "3.10.0"
            )
        );
        Assert.StartsWith("Layer 'd' (Dense)", refusal.Message);
        Assert.Contains("int8", refusal.Message);
    }

    [Theory]
    [InlineData("Custom>Attention")]
    [InlineData("Addons>GroupNormalization")]
    [InlineData("CuDNNLSTM")]
    public void Classes_OfOthers_AreRefusedByName(string className)
    {
        var refusal = Assert.Throws<RefusedException>(() =>
            Read(
                $$$"""
                {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "{{{className}}}", "config": {"name": "d", "batch_input_shape": [null, 4, 3], "units": 2}}]}}
                """,
                "2.6.0"
            )
        );
        Assert.StartsWith("Layer 'd'", refusal.Message);
        Assert.InRange(refusal.Message.Length, 1, 300);
    }

    [Theory]
    [InlineData("layers\\dense")]
    [InlineData("_layer_checkpoint_dependencies\\dense")]
    public void Weights_JoinedByBackslashes_AreRead(string group)
    {
        using var network = new Network(InputLayer.Of(2) is var input ? input.Output : null!, new Dense(1, name: "dense").Apply(input.Output));
        var file = new H5File
        {
            [group] = new H5Group
            {
                ["vars"] = new H5Group
                {
                    ["0"] = new H5Dataset(new float[] { 2, 3 }, fileDims: [2, 1]),
                    ["1"] = new H5Dataset(new float[] { 4 }, fileDims: [1]),
                },
            },
        };
        using var stream = new MemoryStream();
        file.Write(stream);
        HdfFile.Read(stream.ToArray(), "windows.h5", opened => KerasWeightFile.Load(network, opened));
        Assert.Equal([2, 3], GoldenData.Values(network.Weights[0].Value));
    }

    private static Network Read(string config, string version) => NetworkReader.Read(LegacyConfig.Modernize(JsonNode.Parse(config)!.AsObject(), version));
}
