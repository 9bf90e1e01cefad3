namespace MlOpsDashboard.Core.Tasks;

/// <summary>The parts of a Python Keras script that are a task's own.</summary>
/// <param name="Outputs">Arguments of the last Dense layer: <c>len(names), activation="sigmoid"</c>.</param>
/// <param name="Loss">An expression: <c>keras.losses.BinaryCrossentropy()</c>.</param>
/// <param name="Metrics">A list: <c>["accuracy"]</c>.</param>
public sealed record PythonTask(string Outputs, string Loss, string Metrics)
{
    /// <summary>Lines that make <c>class_names</c> and <c>targets</c>, an array with a row an example, of a table's <c>rows</c>; null where examples are in class
    /// folders alone. <c>EXAMPLE</c> is the column of the examples.</summary>
    public IReadOnlyList<string>? Table { get; init; }

    /// <summary>What is learnt, among a table's columns: <c>a column a number</c>.</summary>
    public string Columns { get; init; } = "";

    /// <summary>The one column that <see cref="Table"/> reads; null where there are several.</summary>
    public string? Column { get; init; }

    /// <summary>A list of <see cref="Table"/>'s with a value a row, by which a stratified split deals the rows out; null for none.</summary>
    public string? Strata { get; init; }

    /// <summary>Lines that change <c>targets</c>, or count them, once <c>training</c>, the numbers of the training rows, is known.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Import statements that the lines below want, besides Keras's.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Lines that make <c>class_names</c>, and of any source <c>train</c> and <c>validation</c>, augmented; null where pictures are in class folders or
    /// a table.</summary>
    public IReadOnlyList<string>? Data { get; init; }

    /// <summary>Lines that cut <c>base</c> to the features that <see cref="Head"/> stands on.</summary>
    public IReadOnlyList<string> Base { get; init; } = [];

    /// <summary>Lines that make <c>outputs</c> of <c>x</c>, what <c>base</c> answers; null for pooling and Dense layers as the spec's head has them.</summary>
    public IReadOnlyList<string>? Head { get; init; }

    /// <summary>Lines after <c>model</c> is built, before it is compiled.</summary>
    public IReadOnlyList<string> Built { get; init; } = [];

    /// <summary>Expressions of callbacks that stand before the spec's.</summary>
    public IReadOnlyList<string> Callbacks { get; init; } = [];

    /// <summary><c>min</c> or <c>max</c> by the name of what a callback monitors, where Keras can't tell by itself which is better.</summary>
    public IReadOnlyDictionary<string, string> Modes { get; init; } = new Dictionary<string, string>();

    /// <summary>Lines after the last stage, before <c>model</c> is saved.</summary>
    public IReadOnlyList<string> After { get; init; } = [];
}
