using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public class RunHistoryTests
{
    [Fact]
    public void ToJson_IsKerasHistory()
    {
        Assert.Equal(
            """{"epoch":[0,1],"history":{"loss":[0.5,null],"val_loss":[0.1,2]}}""",
            JsonSerializer.Serialize(Of([(0.5, 0.1), (double.NaN, 2)]).ToJson())
        );
    }

    [Fact]
    public void FromJson_OfWhatWasWritten_IsTheSameHistory()
    {
        var written = Of([(0.5, 0.1), (1 / 3.0, double.PositiveInfinity)]);
        var read = RunHistory.FromJson(JsonSerializer.Deserialize<HistoryJson>(JsonSerializer.Serialize(written.ToJson()))!);
        Assert.Equal(written.Epochs, read.Epochs);
        Assert.Equal([0.5, 1 / 3.0], read.Metrics["loss"]);
        Assert.Equal([0.1, double.NaN], read.Metrics["val_loss"]);
        read.Add(2, [("loss", 1), ("val_loss", 1)]);
        Assert.Equal([0, 1, 2], read.Epochs);
    }

    // It is written after each epoch: what that leaves to the collector must not grow with the epochs.
    [Fact]
    public void Serialize_OfManyEpochs_AllocatesAsFew()
    {
        var (few, many) = (Of(Enumerable.Repeat((0.5, 0.25), 10)).ToJson(), Of(Enumerable.Repeat((0.5, 0.25), 20_000)).ToJson());
        Allocated(few);
        Allocated(many);
        Assert.InRange(Allocated(many) - Allocated(few), 0, 10_000);
    }

    private static long Allocated(HistoryJson history)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        JsonSerializer.Serialize(Stream.Null, history);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static RunHistory Of(IEnumerable<(double Loss, double Validation)> epochs)
    {
        var history = new RunHistory();
        foreach (var (epoch, (loss, validation)) in epochs.Index())
        {
            history.Add(epoch, [("loss", loss), ("val_loss", validation)]);
        }
        return history;
    }
}
