using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Functional models whose inputs and outputs stand in lists and dictionaries.</summary>
public class StructureTests
{
    [Theory]
    [InlineData("""[["zeta",0,0],["alpha",0,0]]""", """["subtract",0,0]""", false)]
    [InlineData("""{"zeta":["zeta",0,0],"alpha":["alpha",0,0]}""", """{"out":["subtract",0,0]}""", true)]
    [InlineData("""[{"b":["zeta",0,0]},["alpha",0,0]]""", """[["subtract",0,0]]""", false)]
    [InlineData("""{"zeta":["zeta",0,0],"alpha":["alpha",0,0]}""", """{"two":["subtract",0,0],"one":["dense",0,0]}""", true)]
    public void ListsAndDictionaries_ComeBack_AndCountByKey(string inputs, string outputs, bool alphaFirst)
    {
        using var scope = NewDisposeScope();
        using var network = NetworkReader.Read(Model(inputs, outputs));
        GoldenData.Fill(network);
        Assert.Equal(alphaFirst ? ["alpha", "zeta"] : ["zeta", "alpha"], network.Inputs.Select(input => input.Layer.Name));
        var config = NetworkConfig.Describe(network)["config"]!;
        Assert.Equal(JsonNode.Parse(inputs)!.ToJsonString(), config["input_layers"]!.ToJsonString());
        Assert.Equal(JsonNode.Parse(outputs)!.ToJsonString(), config["output_layers"]!.ToJsonString());
        Tensor[] given = [full([1, 3], 1f), full([1, 3], 5f)];
        var results = network.Forward(given, CallContext.Inference);
        var dense = network.Outputs.Count > 1 ? 0 : -1;
        Assert.Equal(alphaFirst ? 4 : -4, results[dense < 0 ? 0 : 1][0, 0].item<float>());
        var path = Path.Combine(TestFolder.Create(), "structure.keras");
        ModelFile.Save(network, path);
        using var again = ModelFile.Load(path).Network;
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(again)));
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("int8_from_float32")]
    [InlineData("float8_from_mixed_bfloat16")]
    public void QuantisedPolicies_AreRefused(string policy) =>
        Assert.Contains(
            $"'{policy}'",
            Assert
                .Throws<RefusedException>(() =>
                    DTypePolicy.FromJson(
                        JsonNode.Parse($$"""{"module":"keras","class_name":"QuantizedDTypePolicy","config":{"name":"{{policy}}"},"registered_name":null}""")
                    )
                )
                .Message
        );

    private static JsonObject Model(string inputs, string outputs) =>
        JsonNode
            .Parse(
                $$$$"""
                {"module":"keras.src.models.functional","class_name":"Functional","registered_name":"Functional","config":{"name":"m","trainable":true,"layers":[
                {"module":"keras.layers","class_name":"InputLayer","config":{"batch_shape":[null,3],"dtype":"float32","sparse":false,"ragged":false,"name":"zeta","optional":false},"registered_name":null,"name":"zeta","inbound_nodes":[]},
                {"module":"keras.layers","class_name":"InputLayer","config":{"batch_shape":[null,3],"dtype":"float32","sparse":false,"ragged":false,"name":"alpha","optional":false},"registered_name":null,"name":"alpha","inbound_nodes":[]},
                {"module":"keras.layers","class_name":"Subtract","config":{"name":"subtract","trainable":true,"dtype":"float32"},"registered_name":null,"name":"subtract","inbound_nodes":[{"args":[[{{{{Tensor(
                    "zeta"
                )}}}},{{{{Tensor("alpha")}}}}]],"kwargs":{}}]},
                {"module":"keras.layers","class_name":"Dense","config":{"name":"dense","trainable":true,"dtype":"float32","units":2},"registered_name":null,"name":"dense","inbound_nodes":[{"args":[{{{{Tensor(
                    "subtract"
                )}}}}],"kwargs":{}}]}
                ],"input_layers":{{{{inputs}}}},"output_layers":{{{{outputs}}}}}}
                """
            )!
            .AsObject();

    private static string Tensor(string layer) =>
        $$$"""{"class_name":"__keras_tensor__","config":{"shape":[null,3],"dtype":"float32","keras_history":["{{{layer}}}",0,0]}}""";
}
