using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public sealed class DepthwiseTypeTests
{
    private static readonly DepthwiseChoice InBFloat16 = new(ScalarType.BFloat16, "told");

    [Theory]
    [InlineData(1.0, 0.5, ScalarType.BFloat16)]
    [InlineData(1.0, 0.9, ScalarType.Float32)]
    [InlineData(1.0, 4.0, ScalarType.Float32)]
    public void BFloat16_MustBringAFifth(double single, double half, ScalarType expected) => Assert.Equal(expected, DepthwiseType.Faster(single, half));

    [Theory]
    [InlineData("DepthwiseConv2D")]
    [InlineData("SeparableConv2D")]
    public void AMixedNetwork_IsMeasuredOnce(string kind)
    {
        using var names = NameScope.Begin();
        Layer layer =
            kind == "DepthwiseConv2D" ? new DepthwiseConv2D(3, dtype: DTypePolicy.MixedBFloat16) : new SeparableConv2D(4, 3, dtype: DTypePolicy.MixedBFloat16);
        using var network = new Sequential([InputLayer.Of(8, 8, 3), layer]);
        var choice = DepthwiseType.Choose(network, CPU, kept: null);
        Assert.NotNull(choice);
        Assert.Matches(@"^depthwise convolutions in (float32|bfloat16) \(measured: float32 \d+\.\d ms, bfloat16 \d+\.\d ms\)$", choice.ToString());
        Assert.Same(choice, DepthwiseType.Choose(network, CPU, kept: null));
        Assert.Equal(ScalarType.BFloat16, DepthwiseType.Choose(network, CPU, kept: "BFloat16")!.Type);
        Assert.Same(InBFloat16, DepthwiseType.Choose(network, CPU, kept: null, InBFloat16));
    }

    [Fact]
    public void WithoutMixedDepthwiseConvolutions_OrOnAnotherDevice_ThereIsNoQuestion()
    {
        using var names = NameScope.Begin();
        using var exact = new Sequential([InputLayer.Of(8, 8, 3), new DepthwiseConv2D(3)]);
        using var plain = new Sequential([InputLayer.Of(8, 8, 3), new Conv2D(4, 3, dtype: DTypePolicy.MixedBFloat16)]);
        using var mixed = new Sequential([InputLayer.Of(8, 8, 3), new DepthwiseConv2D(3, dtype: DTypePolicy.MixedBFloat16)]);
        Assert.Null(DepthwiseType.Choose(exact, CPU, kept: null));
        Assert.Null(DepthwiseType.Choose(plain, CPU, kept: null));
        Assert.Null(DepthwiseType.Choose(mixed, META, kept: null));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void BothTypes_GiveOutputAndGradients_WithinBFloat16(int size)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        using var network = new Sequential([InputLayer.Of(12, 12, 32), new DepthwiseConv2D(size, padding: "same", dtype: DTypePolicy.MixedBFloat16)]);
        network.Initialize(3);
        network.SyncRequiresGrad();
        var (single, half) = (Run(ScalarType.Float32), Run(ScalarType.BFloat16));
        foreach (var (a, b) in single.Zip(half))
        {
            Assert.Equal(0, (a - b).abs().max().item<float>(), 0.03 * a.abs().max().item<float>());
        }
        // The kernel is rounded in one of them alone.
        Assert.NotEqual(0, (single[0] - half[0]).abs().max().item<float>());

        Tensor[] Run(ScalarType type)
        {
            var x = (arange(4 * 12 * 12 * 32, ScalarType.Float32).sin().reshape(4, 12, 12, 32)).requires_grad_();
            var y = network.Forward([x], new CallContext { Training = true, Depthwise = type })[0];
            Assert.Equal(ScalarType.BFloat16, y.dtype);
            y.to_type(ScalarType.Float32).square().sum().backward();
            var weight = network.TrainableWeights[0].Value;
            var gradient = weight.grad!.clone();
            weight.grad = null;
            return [y.detach().to_type(ScalarType.Float32), x.grad!.clone(), gradient];
        }
    }

    [Fact]
    public void AResumedRun_KeepsWhatItBeganWith()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with
        {
            Backbone = new BackboneSpec { File = Backbone(folder) },
            Precision = "mixed_bfloat16",
            Stages = [new StageSpec { Epochs = 3, Unfreeze = Unfreeze.All }],
        };
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"), with: options => options with { Depthwise = InBFloat16 });
        using var stop = new CancellationTokenSource();
        SmallRun.Run(
            spec,
            folder.Out("parts"),
            e =>
            {
                if (e is EpochEvent { Epoch: 1 })
                    stop.Cancel();
            },
            stop: stop,
            with: options => options with { Depthwise = InBFloat16 }
        );
        var events = new List<RunEvent>();
        var resumed = SmallRun.Run(spec, folder.Out("parts"), resume: true, events: events);
        Assert.Equal(undisturbed.WeightsHash, resumed.WeightsHash);
        Assert.EndsWith(
            "; depthwise convolutions in bfloat16 (as when the run began)",
            events.OfType<StartedEvent>().Single().Device,
            StringComparison.Ordinal
        );
        // What is computed a second time is computed in the same type.
        Assert.Equal(
            undisturbed.WeightsHash,
            SmallRun.Run(spec with { Rematerialization = "full" }, folder.Out("twice"), with: options => options with { Depthwise = InBFloat16 }).WeightsHash
        );
        Assert.NotEqual(
            undisturbed.WeightsHash,
            SmallRun.Run(spec, folder.Out("other"), with: options => options with { Depthwise = new(ScalarType.Float32, "told") }).WeightsHash
        );
    }

    private static string Backbone(PictureFolder folder)
    {
        var path = folder.Out("depthwise.keras");
        using var names = NameScope.Begin();
        using var network = new Sequential([
            InputLayer.Of(16, 16, 3),
            new Rescaling(1 / 255.0),
            new Conv2D(8, 3),
            new DepthwiseConv2D(3),
            new Activation("relu"),
        ]);
        network.Initialize(5);
        KerasFile.Save(network, path);
        return path;
    }
}
