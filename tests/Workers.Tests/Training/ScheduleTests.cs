using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Engine.Training.Schedules;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class ScheduleTests
{
    [Fact]
    public void At_EveryGoldenStep_GivesKerasRate()
    {
        var golden = GoldenFile.Read("training/schedules.json").EnumerateObject().ToArray();
        Assert.True(golden.Length >= 8);
        foreach (var c in golden)
        {
            var schedule = ScheduleFactory.Create(
                new ComponentSpec
                {
                    Class = c.Name.Split('_')[0],
                    Options = c.Value.GetProperty("config").EnumerateObject().Where(p => p.Name != "name").ToDictionary(p => Camel(p.Name), p => p.Value),
                }
            );
            foreach (var (step, rate) in c.Value.GetProperty("steps").EnumerateArray().Zip(c.Value.GetProperty("lr_at_step").EnumerateArray()))
            {
                // float32 all the way; cosines and powers of two libraries may differ by a few last places of the initial rate.
                Fidelity.Check(
                    FidelitySection.Training,
                    $"schedule {c.Name}",
                    "learning rate (absolute)",
                    Math.Abs(rate.GetSingle() - schedule.At(step.GetInt64())),
                    3e-8
                );
            }
            var config = schedule.ToJson()["config"]!.AsObject();
            Assert.Equal(c.Value.GetProperty("config").EnumerateObject().Select(p => p.Name), config.Select(p => p.Key));
            Assert.Equal(c.Value.GetProperty("config").GetProperty("name").GetString(), (string?)config["name"]);
        }
    }

    [Fact]
    public void CosineDecayRestarts_WithPeriodsOfOneLength_BeginsAnewAtEach()
    {
        var schedule = new CosineDecayRestarts(0.1, 10, tMul: 1, mMul: 0.5);
        Assert.Equal([0.1f, 0.05f, 0.025f], new[] { schedule.At(0), schedule.At(10), schedule.At(20) });
        Assert.Equal(0.025f, schedule.At(15), 1e-7f);
    }

    [Fact]
    public void PolynomialDecay_ThatCycles_StretchesItsDecay()
    {
        var schedule = new PolynomialDecay(0.1, 10, end: 0, cycle: true);
        Assert.Equal(0f, schedule.At(10), 1e-8f);
        Assert.Equal(0.1f * (1 - (15f / 20)), schedule.At(15), 1e-7f);
    }

    [Fact]
    public void Optimizer_WithASchedule_FollowsItsSteps()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var network = StepsNetwork.Create();
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(Scheduled());
        optimizer.Build(network.TrainableWeights);
        var schedule = optimizer.Options.Schedule!;
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(schedule.At(step), optimizer.LearningRate);
            var before = optimizer.Weights[^1].Value.detach().clone();
            optimizer.Apply([.. optimizer.Weights.Select(weight => TorchSharp.torch.ones_like(weight.Value.detach()))]);
            Assert.True((before - optimizer.Weights[^1].Value.detach()).allclose(TorchSharp.torch.full_like(before, schedule.At(step)), 1e-4, 1e-6));
        }
        var state = optimizer.State;
        using var resumed = OptimizerFactory.Create(Scheduled());
        resumed.State = state;
        Assert.Equal(schedule.At(4), resumed.LearningRate);
        Assert.Equal("ExponentialDecay", (string?)optimizer.GetConfig()["learning_rate"]!["class_name"]);
    }

    [Fact]
    public void Run_WithASchedule_StoppedAndResumed_EqualsTheUndisturbedRun()
    {
        using var folder = new PictureFolder();
        var small = SmallRun.Spec(folder);
        var spec = small with { Callbacks = [], Stages = [small.Stages[0] with { Optimizer = Scheduled() }, small.Stages[1]] };
        var events = new List<RunEvent>();
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"), events: events);
        using var stop = new CancellationTokenSource();
        SmallRun.Run(
            spec,
            folder.Out("parts"),
            e =>
            {
                if (e is ProgressEvent { Epoch: 0, Step: 2 })
                {
                    stop.Cancel();
                }
            },
            stop: stop
        );
        Assert.Equal(undisturbed.WeightsHash, SmallRun.Run(spec, folder.Out("parts"), resume: true).WeightsHash);
        var rates = events.OfType<EpochEvent>().Where(e => e.Stage == 0).Select(e => e.LearningRate!.Value).ToArray();
        Assert.True(rates[1] < rates[0] && rates[0] < 0.1);
    }

    private static ComponentSpec Scheduled() =>
        new("SGD", ("learningRate", new ComponentSpec("ExponentialDecay", ("initialLearningRate", 0.1), ("decaySteps", 5), ("decayRate", 0.5))));

    private static string Camel(string name) => string.Concat(name.Split('_').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
