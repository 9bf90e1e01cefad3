using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Backbones;

public class PreprocessingFunctionTests
{
    [Fact]
    public void Apply_OfEveryFamily_EqualsKeras()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenData.Json("data", "preprocess.json");
        var image = GoldenData.Image(golden["image_seed"]!.GetValue<ulong>(), [.. golden["shape"]!.AsArray().Select(d => d!.GetValue<long>())]);
        foreach (var (family, expected) in golden["outputs"]!.AsObject())
        {
            // Through its JSON, as a registry keeps it.
            var function = PreprocessingFunction.Parse(PreprocessingFunction.Named(family).ToJson().ToJsonString());
            Fidelity.Close(
                FidelitySection.Data,
                $"preprocess_input {family}",
                "pixels",
                GoldenData.Floats(expected),
                GoldenData.Values(function.Apply(image)),
                1e-6
            );
        }
    }

    [Fact]
    public void All_CoverEveryFamilyOfKerasAndEveryBackbone()
    {
        var families = GoldenData.Json("data", "preprocess.json")["outputs"]!.AsObject().Select(pair => pair.Key);
        Assert.Empty(families.Except(PreprocessingFunction.All.Keys));
        Assert.All(BackboneCatalog.All, backbone => Assert.Contains(backbone.Preprocessing.Name, PreprocessingFunction.All.Keys));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"x","steps":[{"op":"run"}]}""")]
    [InlineData("""{"name":"x","steps":[{"op":"subtract"}]}""")]
    [InlineData("""{"name":"x","steps":[{"op":"subtract","values":["a"]}]}""")]
    [InlineData("nothing")]
    public void Parse_OfWhatIsNoFunction_IsRefused(string json) => Assert.Throws<RefusedException>(() => PreprocessingFunction.Parse(json));

    [Fact]
    public void Apply_WithOneValueTooMany_IsRefused()
    {
        using var scope = NewDisposeScope();
        var function = new PreprocessingFunction("x", [new PreprocessingStep("subtract", [1, 2])]);
        Assert.Throws<RefusedException>(() => function.Apply(zeros(1, 2, 2, 3)));
    }
}
