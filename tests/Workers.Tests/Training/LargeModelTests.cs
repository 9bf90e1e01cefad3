using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A model whose file would be larger than can be written is refused before anything is trained for it.</summary>
public sealed class LargeModelTests
{
    [Fact]
    public void ARun_WhoseFileGrowsTooLargeInALaterStage_DoesNotBegin()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        // The weights and what the first stage keeps fit, what the second keeps does not.
        const long Largest = (1 << 20) + 5_000;
        var refused = Assert.Throws<RefusedException>(() => SmallRun.Run(spec, folder.Out("a"), with: options => options with { ModelFileBytes = Largest }));
        Assert.Equal("model.file.tooLarge", refused.Reason.Code);
        Assert.False(Directory.Exists(Path.Combine(folder.Out("a"), "checkpoint")));
        Assert.Equal(
            "completed",
            SmallRun.Run(spec with { Stages = [spec.Stages[0]] }, folder.Out("b"), with: options => options with { ModelFileBytes = Largest }).Status
        );
    }

    [Fact]
    public void Save_OfMoreThanAFileHolds_IsRefused_AndLeavesNothing()
    {
        var input = InputLayer.Of(20_000).Output;
        using var network = new Network(input, new Dense(40_000).Apply(input));
        var folder = TestFolder.Create();
        foreach (var name in new[] { "large.keras", "large.weights.h5", "large.h5" })
        {
            var refused = Assert.Throws<RefusedException>(() => ModelFile.Save(network, Path.Combine(folder, name)));
            Assert.Equal("model.file.tooLarge", refused.Reason.Code);
        }
        Assert.Empty(Directory.GetFiles(folder));
    }

    public static TheoryData<string> Optimizers => [.. ComponentCatalog.Optimizers.Select(optimizer => optimizer.Class)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void SlotsOf_IsWhatTheOptimizerKeeps(string name)
    {
        using var weight = new Variable("w", [7, 3], new Zeros());
        foreach (
            var spec in new[] { new ComponentSpec(name), new ComponentSpec(name, ("useEma", true)), new ComponentSpec(name, ("gradientAccumulationSteps", 2)) }
        )
        {
            using var optimizer = OptimizerFactory.Create(spec);
            optimizer.Build([weight]);
            Assert.Equal(optimizer.Slots.Sum(slot => slot.Value.numel()), 21 * OptimizerFactory.SlotsOf(spec));
        }
    }
}
