using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A network's outputs for one example as people and programs read them.</summary>
public interface IAnswers
{
    /// <summary>The members that an example's entry has besides <c>file</c>: <c>class</c> and <c>probability</c>, <c>labels</c>, <c>values</c>.</summary>
    JsonObject ToJson(IReadOnlyList<float> output);

    /// <summary>One line.</summary>
    string ToText(IReadOnlyList<float> output);

    /// <summary>What the columns of a table are called.</summary>
    IReadOnlyList<string> Columns(int width);

    /// <summary>A cell a column.</summary>
    IReadOnlyList<string> Cells(IReadOnlyList<float> output);
}
