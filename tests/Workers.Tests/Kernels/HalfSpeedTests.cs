using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Kernels;

public sealed class HalfSpeedTests
{
    [Theory]
    [InlineData(2.0, null)]
    [InlineData(0.95, null)]
    [InlineData(0.52, "This processor convolves in bfloat16 at 0.5 times the speed of float32: mixed_bfloat16 saves memory here, and costs time.")]
    public void OnlyASlowProcessor_IsTold(double ratio, string? expected) => Assert.Equal(expected, HalfSpeed.Reason(ratio)?.Sentence);

    [Fact]
    public void ItIsMeasured() => Assert.InRange(HalfSpeed.Measure(), 0.05, 20);

    [Fact]
    public void OfNetworksThatConvolveInFloat32_AndOtherDevices_NothingIsTold()
    {
        using var names = NameScope.Begin();
        using var exact = new Sequential([InputLayer.Of(8, 8, 3), new Conv2D(4, 3)]);
        using var mixed = new Sequential([InputLayer.Of(8, 8, 3), new Conv2D(4, 3, dtype: DTypePolicy.MixedBFloat16)]);
        Assert.Null(HalfSpeed.Warning(exact, CPU, 0.5));
        Assert.Null(HalfSpeed.Warning(mixed, META, 0.5));
        Assert.NotNull(HalfSpeed.Warning(mixed, CPU, 0.5));
    }

    [Fact]
    public void ARunTellsItOnce_NotWhenItIsTakenUpAgain()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Precision = "mixed_bfloat16", Stages = [new StageSpec { Epochs = 2 }] };
        using var stop = new CancellationTokenSource();
        var (first, second) = (new List<RunEvent>(), new List<RunEvent>());
        SmallRun.Run(
            spec,
            folder.Out("out"),
            e =>
            {
                if (e is EpochEvent { Epoch: 0 })
                    stop.Cancel();
            },
            events: first,
            stop: stop,
            with: options => options with { HalfSpeed = 0.5 }
        );
        SmallRun.Run(spec, folder.Out("out"), resume: true, events: second, with: options => options with { HalfSpeed = 0.5 });
        Assert.IsType<StartedEvent>(first[0]);
        Assert.Equal("bfloat16-slow", Assert.Single(first.OfType<WarningEvent>()).Code);
        Assert.Empty(second.OfType<WarningEvent>());
        Assert.NotEmpty(second.OfType<EpochEvent>());
    }

    [Fact]
    public void ACrossValidatedRunTellsItOnce()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with
        {
            Precision = "mixed_bfloat16",
            Stages = [new StageSpec { Epochs = 1 }],
            CrossValidation = new CrossValidationSpec { Folds = 3 },
        };
        var events = new List<RunEvent>();
        SmallRun.Run(spec, folder.Out("out"), events: events, with: options => options with { HalfSpeed = 0.5 });
        Assert.Equal(3, events.OfType<FoldEvent>().Count());
        Assert.Single(events.OfType<WarningEvent>());
    }
}
