namespace MlOpsDashboard.Core.Tasks;

/// <summary>The parts of a Python Keras script that are a task's own.</summary>
/// <param name="Outputs">Arguments of the last Dense layer: <c>len(names), activation="sigmoid"</c>.</param>
/// <param name="Loss">An expression: <c>keras.losses.BinaryCrossentropy()</c>.</param>
/// <param name="Metrics">A list: <c>["accuracy"]</c>.</param>
public sealed record PythonTask(string Outputs, string Loss, string Metrics)
{
    /// <summary>Lines that make <c>class_names</c> and <c>targets</c>, a float32 array [rows, names], of a table's <c>rows</c>; null where pictures are in
    /// class folders.</summary>
    public IReadOnlyList<string>? Table { get; init; }

    /// <summary>Lines that change <c>targets</c> once <c>training</c>, the numbers of the training rows, is known.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Lines after the last stage, before <c>model</c> is saved.</summary>
    public IReadOnlyList<string> After { get; init; } = [];
}
