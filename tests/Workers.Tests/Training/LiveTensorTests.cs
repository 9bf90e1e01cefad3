using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>The count of live tensors is the process's own, so nothing else may run meanwhile.</summary>
[CollectionDefinition("Live tensors", DisableParallelization = true)]
public sealed class LiveTensorCollection;

[Collection("Live tensors")]
public sealed class LiveTensorTests
{
    [Fact]
    public void Epochs_LeaveNoTensorsBehind()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 4, Unfreeze = Unfreeze.Last(3) }], Callbacks = [] };
        var live = new List<long>();
        SmallRun.Run(
            spec,
            folder.Out("out"),
            e =>
            {
                if (e is StageEvent)
                {
                    // What building the network left to the collector is not counted.
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
                else if (e is EpochEvent)
                {
                    live.Add(torch.Tensor.TotalCount);
                }
            }
        );
        Assert.Equal(4, live.Count);
        Assert.Equal(live[0], live[2]);
        Assert.Equal(live[1], live[3]);
    }
}
