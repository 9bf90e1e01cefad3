using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>Backbones as ONNX, beside the engine. One or two of each family run always, all of them when MLOPS_ALL_BACKBONES is set (some minutes).</summary>
public sealed class OnnxBackboneTests
{
    private static readonly string[] Always =
    [
        "ResNet50V2",
        "ResNet50",
        "EfficientNetB0",
        "MobileNetV3Small",
        "MobileNetV3Large",
        "VGG16",
        "DenseNet121",
        "InceptionV3",
        "Xception",
        "MobileNetV2",
        "EfficientNetV2B0",
        "ConvNeXtTiny",
        "EfficientNetLite0",
    ];

    public static TheoryData<string> Names() =>
        [
            .. BackboneCatalog
                .All.Select(backbone => backbone.Name)
                .Where(name => Environment.GetEnvironmentVariable("MLOPS_ALL_BACKBONES") is not null || Always.Contains(name)),
        ];

    [Theory, MemberData(nameof(Names))]
    public void Save_ComputesTheSame(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var backbone = BackboneCatalog.Named(name);
        var size = name is "InceptionV3" or "Xception" ? 80 : 64;
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(size, size, 3), Pooling = "avg" });
        if (name.StartsWith("EfficientNetV2", StringComparison.Ordinal))
        {
            // With golden's filled weights these turn 1e-7 in their input into 1e-3 and more in their output, the deeper the more: no two programs agree on
            // that.
            network.Initialize(7);
            foreach (var kernel in network.Weights.Where(weight => weight.Shape.Length == 4))
            {
                kernel.Value.mul_(0.5f);
            }
        }
        else
        {
            GoldenData.Fill(network);
        }

        var path = Path.Combine(TestFolder.Create(), $"{name}.onnx");
        OnnxFile.Save(network, path);
        using var session = OnnxCheck.Open(path);
        File.Delete(path);
        Tensor[] inputs = [backbone.Preprocessing.Apply(GoldenData.Image(3, 2, size, size, 3))];
        var difference = OnnxCheck.Difference(session, inputs, network.Forward(inputs, CallContext.Inference));
        TestContext.Current.SendDiagnosticMessage($"{name}: {difference:g3}");
        Assert.InRange(difference, 0, 1e-4);
    }
}
