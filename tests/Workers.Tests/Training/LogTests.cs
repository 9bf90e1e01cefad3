using System.Buffers.Binary;
using System.Text;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Engine.Training.TensorBoard;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class LogTests
{
    [Fact]
    public void EventWriter_OfTheGoldenRun_GivesTensorFlowsBytes()
    {
        var golden = Records(File.ReadAllBytes(GoldenFile.Path("tensorboard/logs/train/events.out.tfevents.1700000000.host.1.0.v2")));
        var expected = GoldenFile.Read("tensorboard/expected.json").GetProperty("runs").GetProperty("train");
        using var stream = new MemoryStream();
        using var writer = new EventWriter(stream);
        writer.Version(1700000000);
        var scalars = expected.GetProperty("scalars");
        for (var epoch = 0; epoch < 10; epoch++)
        {
            foreach (var tag in (string[])["epoch_loss", "epoch_accuracy"])
            {
                var at = scalars.GetProperty(tag).GetProperty("wall_times")[epoch].GetDouble();
                writer.Scalar(at, epoch, tag, scalars.GetProperty(tag).GetProperty("points")[epoch][1].GetSingle());
            }
        }
        writer.Text(Wall(golden[21]), 0, "model/summary", expected.GetProperty("texts").GetProperty("model/summary")[0][1].GetString()!);
        writer.Hyperparameters(
            Wall(golden[25]),
            "trial-1",
            BinaryPrimitives.ReadDoubleLittleEndian(golden[25].AsSpan(^12)),
            [("batch_size", 16), ("unfreeze", true), ("backbone", "EfficientNetB0"), ("learning_rate", 0.001)]
        );
        var written = Records(stream.ToArray());
        Assert.Equal(23, written.Count);
        Assert.All(written.Take(22).Zip(golden.Take(22)), pair => Assert.Equal(pair.Second, pair.First));
        Assert.Equal(golden[25], written[22]);
    }

    [Theory]
    [InlineData(0.2083333283662796, "0.2083333283662796")]
    [InlineData(1e-05, "1e-05")]
    [InlineData(9.999999747378752e-05, "9.999999747378752e-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1, "1.0")]
    [InlineData(0, "0.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e22, "1e+22")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    public void Number_IsWrittenAsPythonWritesIt(double value, string expected) => Assert.Equal(expected, CSVLogger.Number(value));

    [Fact]
    public void Run_WithLogs_StoppedAndResumed_HasEachEpochOnce()
    {
        using var folder = new PictureFolder();
        var small = SmallRun.Spec(folder);
        var spec = small with
        {
            Callbacks = [new("CSVLogger"), new("TensorBoard"), new("TerminateOnNaN"), new("LearningRateScheduler", ("schedule", Halves()))],
        };
        using var stop = new CancellationTokenSource();
        var events = new List<RunEvent>();
        Assert.Equal(
            "cancelled",
            SmallRun
                .Run(
                    spec,
                    folder.Out("out"),
                    e =>
                    {
                        if (e is ProgressEvent { Epoch: 3, Step: 2 })
                        {
                            stop.Cancel();
                        }
                    },
                    stop: stop,
                    events: events
                )
                .Status
        );
        SmallRun.Run(spec, folder.Out("out"), resume: true, events: events);
        var rates = events.OfType<EpochEvent>().Select(e => e.LearningRate!.Value).ToArray();
        Assert.Equal([0.02f, 0.01f, 0.005f, 0.0025f, 0.00125f], rates.Select(rate => (float)rate));
        var lines = File.ReadAllText(Path.Combine(folder.Out("out"), "training.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss", lines[0]);
        Assert.Equal(["0", "1", "2", "3", "4"], lines.Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal("0.019999999552965164", lines[1].Split(',')[2]);
        var board = Path.Combine(folder.Out("out"), "tensorboard");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(board, "train")).Length);
        Assert.Equal(
            5,
            Directory
                .GetFiles(Path.Combine(board, "validation"))
                .SelectMany(file => Records(File.ReadAllBytes(file)))
                .Count(record => Encoding.UTF8.GetString(record).Contains("epoch_loss", StringComparison.Ordinal))
        );
        // A new run in the same folder begins its logs anew.
        SmallRun.Run(spec with { Stages = [spec.Stages[0]] }, folder.Out("out"));
        Assert.Single(Directory.GetFiles(Path.Combine(board, "train")));
    }

    [Fact]
    public void Run_ThatUnfreezesGradually_EqualsItsStagesWrittenOut()
    {
        using var folder = new PictureFolder();
        var small = SmallRun.Spec(folder);
        var gradual = small with
        {
            Stages =
            [
                new StageSpec
                {
                    Epochs = 3,
                    Gradual = new() { Layers = 3, EveryEpochs = 1 },
                },
            ],
        };
        var written = small with
        {
            Stages =
            [
                new StageSpec { Epochs = 1 },
                new StageSpec { Epochs = 1, Unfreeze = Unfreeze.Last(3) },
                new StageSpec { Epochs = 1, Unfreeze = Unfreeze.Last(6) },
            ],
        };
        var events = new List<RunEvent>();
        Assert.Equal(SmallRun.Run(written, folder.Out("a")), SmallRun.Run(gradual, folder.Out("b"), events: events));
        var trained = events.OfType<StageEvent>().Select(e => e.TrainableLayers.Count).ToArray();
        Assert.True(trained.Length == 3 && trained[0] < trained[1] && trained[1] < trained[2], string.Join(", ", trained));
    }

    private static ComponentSpec Halves() => new("ExponentialDecay", ("initialLearningRate", 0.02), ("decaySteps", 1), ("decayRate", 0.5));

    private static double Wall(byte[] record) => BinaryPrimitives.ReadDoubleLittleEndian(record.AsSpan(13));

    private static List<byte[]> Records(byte[] file)
    {
        var records = new List<byte[]>();
        for (var at = 0; at < file.Length; )
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)) + 16;
            records.Add(file[at..(at + length)]);
            at += length;
        }
        return records;
    }
}
