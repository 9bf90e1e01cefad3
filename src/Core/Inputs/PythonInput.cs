using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Inputs;

/// <summary>The parts of a Python Keras script that are an input's own, in the order of the script.</summary>
public sealed record PythonInput
{
    /// <summary>What is installed besides Keras, with spaces between.</summary>
    public required string Packages { get; init; }

    /// <summary>Import statements that the lines below want, besides Keras's.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Files that the lines below load.</summary>
    public IReadOnlyList<PythonFile> Files { get; init; } = [];

    /// <summary>Lines that make <c>class_names</c>, <c>train</c> and <c>validation</c>.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Lines that make <c>base</c>.</summary>
    public required IReadOnlyList<string> Base { get; init; }

    /// <summary>Lines that make <c>inputs</c>, and of them <c>x</c>, what <c>base</c> answers.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Lines that make numbers [examples, width] of <c>x</c>, where the task has no head of its own (<see cref="PythonTask.Head"/>).</summary>
    public required IReadOnlyList<string> Pooling { get; init; }

    /// <summary>Whether dropout and BatchNormalization of the head also stand before its first hidden layer.</summary>
    public bool RegulatesFeatures { get; init; } = true;

    /// <summary>Lines that make <c>model</c> of a <c>base</c> that keeps its own classifier.</summary>
    public IReadOnlyList<string> Whole { get; init; } = ["model = base"];

    /// <summary>Lines after the model is saved as <c>last.keras</c>.</summary>
    public IReadOnlyList<string> Saved { get; init; } = [];
}
