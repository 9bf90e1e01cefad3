using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>What lies before the freeze frontier runs once a picture, over stages and runs, and nothing of the result tells.</summary>
public sealed class CachedFeaturesTests : IDisposable
{
    private readonly PictureFolder _folder = new();
    private readonly string _features = TestFolder.Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cached_EqualsUncached()
    {
        // Adam divides by a gradient's own size, which enlarges the rounding of one that is nearly zero.
        var spec = Spec() with
        {
            Stages = [new StageSpec { Epochs = 3, Optimizer = new ComponentSpec("SGD", ("learningRate", 0.05)) }],
        };
        var cached = Run(spec, "cached");
        var plain = Run(spec, "plain", cacheBytes: 0);
        Assert.Equal((27, 27), (cached[0].Cached, cached[0].Computed));
        Assert.Equal((0, 0), (plain[0].Cached, plain[0].Computed));
        foreach (var (a, b) in Weights("cached").Zip(Weights("plain")))
        {
            GoldenData.AssertClose(b, a, 1e-6, "weights");
        }
    }

    [Fact]
    public void SecondRun_WithAnotherHeadAndSeed_RunsNoFrozenLayer()
    {
        var spec = Spec();
        var first = Run(spec, "first");
        Assert.Equal(27, first[0].Computed);
        var second = Run(spec with { Head = spec.Head! with { Hidden = [4, 3], Dropout = 0.1 }, Data = spec.Data with { Seed = 7 }, Seed = 3 }, "second");
        Assert.Equal([0, 0], second.Select(features => features.Computed));
        Assert.Equal(27, second[0].Cached);
    }

    [Fact]
    public void SecondRun_OfAnotherBackbone_DecodesNoPicture_AndGivesTheSame()
    {
        var spec = Spec();
        Assert.Equal([27, 0], Run(spec, "first").Select(features => features.Decoded));
        using (var model = ModelFile.Load(spec.Backbone!.File!))
        {
            model.Network.Initialize(6, overwrite: true);
            KerasFile.Save(model.Network, _folder.Out("other.keras"));
        }
        var other = spec with { Backbone = spec.Backbone with { File = _folder.Out("other.keras") } };
        Assert.Equal([(27, 0), (0, 0)], Run(other, "second").Select(features => (features.Computed, features.Decoded!.Value)));
        Run(other, "plain", features: null);
        Assert.Equal(Weights("plain"), Weights("second"));
    }

    [Fact]
    public void AugmentedRun_DecodesOnce_ForAllRuns()
    {
        var spec = Spec() with { Augmentation = [new ComponentSpec("RandomFlip")] };
        Assert.Equal([27, 0], Run(spec, "first").Select(features => features.Decoded));
        Assert.Equal([0, 0], Run(spec, "second").Select(features => features.Decoded));
        Assert.Equal(Weights("first"), Weights("second"));
    }

    [Fact]
    public void LaterStage_ThatOpensMoreLayers_ComputesNothingAnew()
    {
        var features = Run(Spec(), "stages", features: null);
        Assert.Equal([(0, 27, 27), (1, 27, 0)], features.Select(f => (f.Stage, f.Cached, f.Computed)));
    }

    [Fact]
    public void OtherWeightsSizesOrPictures_AreNotTakenForTheSame()
    {
        var spec = Spec();
        Run(spec, "first");
        Assert.Equal(27, Run(spec with { Data = spec.Data with { CropToAspectRatio = true } }, "cropped")[0].Computed);
        File.WriteAllBytes(
            Directory.GetFiles(_folder.Pictures, "*.png", SearchOption.AllDirectories)[0],
            File.ReadAllBytes(Directory.GetFiles(_folder.Pictures, "*.png", SearchOption.AllDirectories)[1])
        );
        Assert.Equal(0, Run(spec, "twin")[0].Computed);
        using (var model = ModelFile.Load(spec.Backbone!.File!))
        {
            model.Network.Initialize(6, overwrite: true);
            KerasFile.Save(model.Network, _folder.Out("other.keras"));
        }
        Assert.Equal(26, Run(spec with { Backbone = spec.Backbone with { File = _folder.Out("other.keras") } }, "weights")[0].Computed);
    }

    [Fact]
    public void Resume_ReadsWhatTheFirstPartKept()
    {
        var spec = Spec();
        using var stop = new CancellationTokenSource();
        var events = new List<RunEvent>();
        SmallRun.Run(
            spec,
            _folder.Out("run"),
            e =>
            {
                if (e is EpochEvent { Epoch: 0 })
                    stop.Cancel();
            },
            stop: stop,
            features: _features
        );
        SmallRun.Run(spec, _folder.Out("run"), resume: true, events: events, features: _features);
        Assert.All(events.OfType<FeaturesEvent>(), features => Assert.Equal(0, features.Computed));
        Run(spec, "whole", features: null);
        Assert.Equal(Weights("whole"), Weights("run"));
    }

    [Fact]
    public void Augmented_KeepsValidationAlone()
    {
        var features = Run(Spec() with { Augmentation = [new ComponentSpec("RandomFlip")] }, "augmented");
        Assert.Equal((6, 6), (features[0].Cached, features[0].Computed));
    }

    private TrainingSpec Spec() => SmallRun.Spec(_folder) with { Augmentation = [], BatchNormMode = "inference" };

    private List<FeaturesEvent> Run(TrainingSpec spec, string name, long cacheBytes = 1 << 30) => Run(spec, name, _features, cacheBytes);

    private List<FeaturesEvent> Run(TrainingSpec spec, string name, string? features, long cacheBytes = 1 << 30)
    {
        var events = new List<RunEvent>();
        SmallRun.Run(spec, _folder.Out(name), events: events, cacheBytes: cacheBytes, features: features);
        return [.. events.OfType<FeaturesEvent>()];
    }

    private List<float[]> Weights(string name)
    {
        using var model = ModelFile.Load(Path.Combine(_folder.Out(name), "last.keras"));
        return [.. model.Network.Weights.Select(weight => GoldenData.Values(weight.Value))];
    }
}
