using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs;

/// <summary>What everybody may know of an input (pictures, texts) without an engine: its part of a spec. One folder of <c>Core/Inputs</c> each; found by
/// scanning (<see cref="InputCards"/>).</summary>
public interface IInputCard
{
    /// <summary>As manifests and tasks name it (<see cref="Tasks.ITaskCard.Inputs"/>).</summary>
    string Name { get; }

    /// <summary>What its examples are called within a sentence: “picture”, of other counts than one “pictures”.</summary>
    string Noun(long count) => InputWords.Noun(null, count);

    /// <summary>So many of them: “1,583 pictures”.</summary>
    string Count(long count) => InputWords.Count(null, count);

    /// <summary>Whether a spec, by what it says, learns from this input. Pictures are what a spec learns from that says nothing else.</summary>
    bool IsMeant(TrainingSpec spec);

    /// <summary>The spec's own members of this input, by path (<c>data.textColumn</c>).</summary>
    IReadOnlyDictionary<string, ComponentOption> Members { get; }

    /// <summary>What is wrong with those parts of a spec that are the input's: how examples are read, which backbones there are, what their head may begin
    /// with. Members are judged already.</summary>
    IReadOnlyList<SpecProblem> Validate(TrainingSpec spec);

    /// <summary>The spec with the input's defaults filled in.</summary>
    TrainingSpec Complete(TrainingSpec spec);

    /// <summary>The backbone that a new run begins with.</summary>
    string Backbone => "EfficientNetLite0";

    /// <summary>What a head may begin with, as <see cref="HeadSpec.Pooling"/> has it; the default first.</summary>
    IReadOnlyList<string> Poolings => ["avg", "max", "flatten"];

    /// <summary>Whether layers of augmentation change its examples.</summary>
    bool IsAugmented => false;

    /// <summary>Whether the backbones that can be named hold BatchNormalization.</summary>
    bool HasBatchNormalization => false;

    /// <summary>The strategies (<see cref="StrategyNames"/>) that suit a backbone, the one to begin with first.</summary>
    /// <param name="backbone">As a spec names it; null for a file.</param>
    IReadOnlyList<string> Strategies(string? backbone) =>
        [StrategyNames.FeatureExtraction, StrategyNames.FineTuning, StrategyNames.Everything, StrategyNames.FromScratch];

    /// <summary>A strategy's preset as it suits the input and the preset's backbone: its stages, batches, augmentation, callbacks.</summary>
    /// <param name="steps">Batches of an epoch; null where that is not known.</param>
    TrainingSpec Preset(string strategy, TrainingSpec preset, int? steps) => preset;

    /// <summary>What a run must beat: the spec of a network that learns from the examples alone, in seconds, on the same split with the same seed. Null
    /// (default) where the input has none, and of a run that is one.</summary>
    /// <param name="steps">Batches of an epoch, at Keras's usual size; null where that is not known.</param>
    TrainingSpec? Baseline(TrainingSpec spec, int? steps) => null;

    /// <summary>The input's parts of a script for Python Keras; null where Keras has no counterpart.</summary>
    /// <param name="spec">Complete.</param>
    /// <param name="task">The parts of its task.</param>
    PythonInput? Python(TrainingSpec spec, PythonTask task) => null;
}
