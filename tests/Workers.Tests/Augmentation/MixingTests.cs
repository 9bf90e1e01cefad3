using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Augmentation;

public sealed class MixingTests
{
    [Fact]
    public void MixUp_BlendsEachPictureWithItsOther()
    {
        using var scope = NewDisposeScope();
        var pictures = tensor([0f, 100, 200], [3, 1, 1, 1]);
        var mixed = new MixUp().Transform(
            pictures,
            new Dictionary<string, Tensor> { ["mix_weight"] = tensor([0.75f]), ["permutation_order"] = tensor([2L, 0, 1]) }
        );
        Assert.Equal([50f, 75, 175], mixed.data<float>().ToArray());
    }

    [Fact]
    public void CutMix_PastesTheRectangle_AndKeepsTheShareOutsideAsWeight()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var layer = new CutMix();
        var pictures = arange(16, ScalarType.Float32).view(16, 1, 1, 1).expand(16, 20, 30, 3).contiguous();
        var drawn = layer.Draw(16, 20, 30, generator);
        var mixed = layer.Transform(pictures, drawn);
        var kept = mixed.eq(pictures).to_type(ScalarType.Float32).mean([1, 2, 3]);
        var others = drawn["permutation_order"];
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (long)i), others.data<long>().ToArray().Order());
        foreach (var i in Enumerable.Range(0, 16).Where(i => others[i].item<long>() != i))
        {
            // A border may cut a row and a column of pixels.
            Assert.Equal(drawn["mix_weight"][i].item<float>(), kept[i].item<float>(), 0.09f);
        }
    }

    [Fact]
    public void MixUp_DrawsFromItsBetaDistribution()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        foreach (var alpha in (double[])[0.2, 1])
        {
            var drawn = stack(Enumerable.Range(0, 3000).Select(_ => new MixUp(alpha).Draw(1, 1, 1, generator)["mix_weight"]));
            Assert.Equal(0.5, drawn.mean().item<float>(), 0.04);
            Assert.Equal(1 / (4 * ((2 * alpha) + 1)), drawn.var().item<float>(), 0.02);
        }
    }

    [Fact]
    public void Train_OnMixedPictures_HasTheLossOfMixedOneHotLabels()
    {
        using var scope = NewDisposeScope();
        using var network = StepsNetwork.Create();
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("SGD"));
        optimizer.Build(network.TrainableWeights);
        var (pictures, labels) = StepsNetwork.Data("train");
        var (first, second) = (randperm(24), randperm(24));
        var (one, other) = (rand(24), tensor([0.3f]));
        var oneHot = nn.functional.one_hot(labels, 5).to_type(ScalarType.Float32);
        oneHot = (one.unsqueeze(1) * oneHot) + ((1 - one.unsqueeze(1)) * oneHot.index_select(0, first));
        oneHot = (other * oneHot) + ((1 - other) * oneHot.index_select(0, second));
        var logits = network.Forward([pictures], CallContext.Inference, logits: true)[0];
        var expected = (oneHot * nn.functional.log_softmax(logits, 1)).sum(1).mean().neg().item<float>();
        var right = logits.argmax(1).eq(oneHot.argmax(1)).sum().item<long>();
        var context = new CallContext { Training = true };
        context.LabelMixes.AddRange([new LabelMix(first.clone(), one.clone()), new LabelMix(second.clone(), other.clone())]);
        var result = new TrainingStep(network, network.TrainableWeights, new ClassificationObjective(new CategoricalCrossentropy())).Train(
            new Batch([pictures], [labels]),
            optimizer,
            context
        );
        Assert.Equal(expected, result.Loss, 1e-5);
        Assert.Equal(right, result.Right());
        Assert.Empty(context.LabelMixes);
    }

    [Fact]
    public void Run_WithMixing_StoppedAndResumed_EqualsTheUndisturbedRun()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Augmentation = [new("MixUp"), new("RandomFlip"), new("CutMix")] };
        var undisturbed = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(
            spec,
            folder.Out("parts"),
            e =>
            {
                if (e is Core.Runs.ProgressEvent { Epoch: 1, Step: 2 })
                {
                    stop.Cancel();
                }
            },
            stop: stop
        );
        Assert.Equal(undisturbed.WeightsHash, SmallRun.Run(spec, folder.Out("parts"), resume: true).WeightsHash);
    }
}
