using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs.Texts;

/// <summary>What a strategy begins with where texts are learnt from.</summary>
internal static class TextPreset
{
    // Where nobody knows how many batches an epoch has.
    private const int UsualSteps = 100;

    // What begins with nothing takes so many steps, however few its texts are; of many texts a few epochs are enough.
    private const int StepsFromNothing = 800;
    private const int FewestEpochs = 3;
    private const int MostEpochs = 60;

    /// <param name="steps">Batches of an epoch; null where that is not known.</param>
    public static TrainingSpec Of(string strategy, TrainingSpec preset, int? steps)
    {
        var card = preset.Backbone is { File: null, Name: { } name } ? TextBackboneCards.Find(name) : null;
        var common = preset with
        {
            Augmentation = [],
            // A rate that follows a schedule is set by nobody else.
            Callbacks = [.. preset.Callbacks.Where(callback => callback.Class is not ("ReduceLROnPlateau" or "LearningRateScheduler"))],
        };
        return card switch
        {
            { HasNoWeights: true } => common with { Stages = [FromNothing(steps ?? UsualSteps)] },
            { Layers: 0 } => common with { Data = preset.Data with { BatchSize = 64 }, Stages = Words(strategy) },
            _ => common with { Stages = Encoder(strategy, steps ?? UsualSteps) },
        };
    }

    // The rate falls to nothing, as fastText's: what single labels that are wrong would add at the end is not learnt.
    private static StageSpec FromNothing(int steps)
    {
        var epochs = Math.Clamp((int)Math.Ceiling(StepsFromNothing / (double)steps), FewestEpochs, MostEpochs);
        var rate = new Dictionary<string, object>
        {
            ["class"] = "PolynomialDecay",
            ["initialLearningRate"] = 0.01,
            ["decaySteps"] = epochs * steps,
        };
        return new()
        {
            Name = "from scratch",
            Epochs = epochs,
            Unfreeze = Unfreeze.All,
            Optimizer = new("Adam", ("learningRate", rate)),
        };
    }

    private static IReadOnlyList<StageSpec> Words(string strategy) =>
        strategy switch
        {
            StrategyNames.FineTuning => [Plain("feature extraction", 5, 0.001, Unfreeze.None), Plain("fine-tuning", 10, 0.001, Unfreeze.All)],
            StrategyNames.Everything => [Plain("train everything", 10, 0.001, Unfreeze.All)],
            StrategyNames.FromScratch => [Plain("from scratch", 20, 0.001, Unfreeze.All)],
            _ => [Plain("feature extraction", 10, 0.001, Unfreeze.None)],
        };

    private static IReadOnlyList<StageSpec> Encoder(string strategy, int steps) =>
        strategy switch
        {
            StrategyNames.FineTuning => [Plain("feature extraction", 10, 0.001, Unfreeze.None), FineTuning("fine-tuning", 3, steps)],
            StrategyNames.Everything => [FineTuning("train everything", 3, steps)],
            StrategyNames.FromScratch => [Plain("from scratch", 20, 0.0003, Unfreeze.All)],
            _ => [Plain("feature extraction", 10, 0.001, Unfreeze.None)],
        };

    private static StageSpec Plain(string name, int epochs, double rate, Unfreeze unfreeze) =>
        new()
        {
            Name = name,
            Epochs = epochs,
            Unfreeze = unfreeze,
            Optimizer = new("Adam", ("learningRate", rate)),
        };

    // Up over the first tenth of the steps, down over the others.
    private static StageSpec FineTuning(string name, int epochs, int steps)
    {
        var all = epochs * steps;
        var warm = Math.Max(1, all / 10);
        var rate = new Dictionary<string, object>
        {
            ["class"] = "CosineDecay",
            ["initialLearningRate"] = 0.0,
            ["warmupTarget"] = 0.00003,
            ["warmupSteps"] = warm,
            ["decaySteps"] = Math.Max(1, all - warm),
        };
        return new()
        {
            Name = name,
            Epochs = epochs,
            Unfreeze = Unfreeze.All,
            Optimizer = new("AdamW", ("learningRate", rate), ("weightDecay", 0.01)),
        };
    }
}
