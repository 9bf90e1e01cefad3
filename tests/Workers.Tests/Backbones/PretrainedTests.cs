using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Backbones;

public class PretrainedTests
{
    private static JsonObject Expected() => JsonNode.Parse(File.ReadAllText(Repository.Golden("pretrained", "expected.json")))!.AsObject();

    [Fact]
    public void EfficientNetLite0_Config_EqualsKeras()
    {
        var expected = Expected();
        using var network = BackboneCatalog.Named("EfficientNetLite0").Build();
        Assert.Equal(JsonText.Canonical(expected["config"]), JsonText.Canonical(network.GetConfig()));
        Assert.Equal(
            expected["layers"]!.AsArray().Select(l => $"{l![0]} {l[1]} {TensorShape.FromJson(l[2])} {l[3]}"),
            network.Layers.Select(l => $"{l.Name} {l.ClassName} {network.OutputOf(l).Shape} {l.CountParams()}")
        );
        Assert.Equal(BackboneCatalog.Named("EfficientNetLite0").Parameters, network.CountParams());
    }

    [Fact]
    public async Task EfficientNetLite0_WithTheWeightsOnBoard_GivesKerasFeatures()
    {
        var expected = GoldenData.Floats(Expected()["gap_with_these_weights"]);
        using var http = new HttpClient();
        var store = new WeightStore(http, TestFolder.Create(), "http://127.0.0.1:9/");
        using var model = await ModelReference
            .Parse("backbone:EfficientNetLite0?pooling=avg")
            .ResolveAsync(store, cancellationToken: TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        var features = model.Network.Predict(GoldenData.Image(7, 2, 224, 224, 3));
        Fidelity.Close(FidelitySection.Backbones, "EfficientNetLite0 (real weights)", "pooled features", expected, GoldenData.Values(features), 1e-4);
    }

    [Fact]
    public async Task ResNet18_WithTheWeightsOnBoard_ComputesWhatOnnxRuntimeDoesWithTheSameFile()
    {
        using var http = new HttpClient();
        using var model = await ModelReference
            .Parse("backbone:ResNet18?pooling=avg")
            .ResolveAsync(new WeightStore(http, TestFolder.Create(), "http://127.0.0.1:9/"), cancellationToken: TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        using var session = OnnxCheck.Open(BackboneCatalog.Named("ResNet18").EmbeddedWeights!.Path);
        var picture = BackboneCatalog.Named("ResNet18").Preprocessing.Apply(GoldenData.Image(7, 1, 224, 224, 3));
        var expected = OnnxCheck.Run(session, [picture.permute(0, 3, 1, 2).contiguous()])[0];
        Assert.Equal([1, 512, 1, 1], expected.Shape);
        Assert.InRange(GoldenData.RelativeDifference(expected.Values, GoldenData.Values(model.Network.Predict(picture))), 0, 1e-5);
    }

    [Fact]
    public async Task MobileNetV3Small_WithAnApplicationsFile_GivesKerasFeatures()
    {
        var expected = GoldenData.Json("formats", "index.json")["applications_h5"]!;
        var path = Repository.Golden("formats", expected["files"]![0]!.GetValue<string>());
        using var http = new HttpClient();
        using var model = await ModelReference
            .Parse($"backbone:MobileNetV3Small?weights={Uri.EscapeDataString(path)}&input=160x160x3&pooling=avg")
            .ResolveAsync(new WeightStore(http, TestFolder.Create(), "http://127.0.0.1:9/"), cancellationToken: TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        Fidelity.Close(
            FidelitySection.Files,
            "Keras Applications h5 (MobileNetV3Small)",
            "pooled features",
            GoldenData.Floats(expected["gap"]),
            GoldenData.Values(model.Network.Predict(GoldenData.Image(7, 2, 160, 160, 3))),
            1e-4
        );
    }

    [Fact]
    public void EfficientNetB0_ForImageNetWeights_HasKerasSecondRescaling()
    {
        var expected = GoldenData.Json("formats", "index.json")["efficientnet_imagenet_path"]!;
        using var scope = NewDisposeScope();
        using var network = BackboneCatalog
            .Named("EfficientNetB0")
            .Build(
                new BackboneOptions
                {
                    ForImageNetWeights = true,
                    InputShape = TensorShape.Of(160, 160, 3),
                    Pooling = "avg",
                }
            );
        Assert.Equal(expected["layer_count"]!.GetValue<int>(), network.Layers.Count - 1);
        Assert.Equal(expected["layers"]!.AsArray().Select(l => l![1]!.GetValue<string>()), network.Layers.Take(6).Select(l => l.ClassName));
        GoldenData.Fill(network);
        network.GetLayer("normalization").Weights[0].Assign(GoldenData.Floats(expected["normalization"]!["mean"]));
        network.GetLayer("normalization").Weights[1].Assign(GoldenData.Floats(expected["normalization"]!["variance"]));
        Fidelity.Close(
            FidelitySection.Backbones,
            "EfficientNetB0, imagenet variant",
            "pooled features",
            GoldenData.Floats(expected["gap"]),
            GoldenData.Values(network.Predict(GoldenData.Image(7, 2, 160, 160, 3))),
            1e-4
        );
    }

    [Theory]
    [InlineData("backbone:Nothing", "Nothing")]
    [InlineData("backbone:EfficientNetB0?colour=red", "colour")]
    [InlineData("backbone:EfficientNetB0?input=224", "224")]
    [InlineData("backbone:EfficientNetB0?pooling=sum", "sum")]
    [InlineData("registry:cats@champion", "registry")]
    public void Parse_OfAWrongReference_IsRefused(string text, string named) =>
        Assert.Contains(named, Assert.Throws<RefusedException>(() => ModelReference.Parse(text)).Message);

    [Fact]
    public void Build_BelowTheSmallestInput_IsRefused() =>
        Assert.Contains(
            "32x32",
            Assert
                .Throws<RefusedException>(() => BackboneCatalog.Named("EfficientNetB0").Build(new BackboneOptions { InputShape = TensorShape.Of(31, 64, 3) }))
                .Message
        );

    [Fact]
    public void LoadWeights_OfAnotherNetwork_IsRefused()
    {
        using var network = BackboneCatalog.Named("EfficientNetB0").Build();
        var path = Repository.Golden("formats", "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5");
        Assert.Contains("layers that have weights", Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path)).Message);
    }
}
