using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs;

/// <summary>What everybody may know of an input (pictures, texts) without an engine: its part of a spec. One folder of <c>Core/Inputs</c> each; found by
/// scanning (<see cref="InputCards"/>).</summary>
public interface IInputCard
{
    /// <summary>As manifests and tasks name it (<see cref="Tasks.ITaskCard.Inputs"/>).</summary>
    string Name { get; }

    /// <summary>Whether a spec, by what it says, learns from this input. Pictures are what a spec learns from that says nothing else.</summary>
    bool IsMeant(TrainingSpec spec);

    /// <summary>The spec's own members of this input, by path (<c>data.textColumn</c>).</summary>
    IReadOnlyDictionary<string, ComponentOption> Members { get; }

    /// <summary>What is wrong with those parts of a spec that are the input's: how examples are read, which backbones there are, what their head may begin
    /// with. Members are judged already.</summary>
    IReadOnlyList<SpecProblem> Validate(TrainingSpec spec);

    /// <summary>The spec with the input's defaults filled in.</summary>
    TrainingSpec Complete(TrainingSpec spec);
}
